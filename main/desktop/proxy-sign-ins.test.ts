import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import { createElektrads } from '../adapters/elektrad-client/elektrads.ts';
import { createAuthority } from '../adapters/elektrad-client/testing/certificates.ts';
import { startRecordingHost } from '../adapters/elektrad-client/testing/recording-host.ts';
import { startRecordingProxy, type RecordingProxy } from '../adapters/elektrad-client/testing/recording-proxy.ts';
import { createClosers, type Closers } from '../closers.ts';
import { createFakeClock } from '../clusterd/testing/fake-clock.ts';
import { createFakeRandom } from '../clusterd/testing/fake-random.ts';
import { createMemorySecrets } from '../clusterd/testing/memory-secrets.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { openPreferences } from './preferences/preferences.ts';
import { createProxySignIns } from './proxy-sign-ins.ts';
import { machineAt, startApplication, temporaryFolder } from './testing/test-application.ts';
import { openWayOut } from './way-out.ts';

const UNWATCHED = new AbortController().signal;
const ADA = { user: 'ada', password: 'sésame' };
const HOST = 'host.test';

let opened: Closers;
let proxy: RecordingProxy;
beforeEach(async () => {
  opened = createClosers();
  proxy = await startRecordingProxy({ [HOST]: '127.0.0.1' });
  opened.add(() => proxy.close());
  proxy.require(ADA);
});
afterEach(() => opened.close());

/** This machine, whose proxy wants a sign-in, and a host beyond it. */
async function setUp(tls: boolean, secrets = createMemorySecrets()) {
  const folder = await mkdtemp(join(tmpdir(), 'elektra-web-proxy-'));
  opened.add(() => rm(folder, { recursive: true }));
  const log = createSilentLog();
  const files = { file: join(folder, 'desktop.json'), administratorsFile: join(folder, 'none.json') };
  const preferences = await openPreferences({ ...files, log, now: () => 0 });
  await preferences.change({ proxy: { kind: 'address', url: proxy.url } });
  const authority = createAuthority();
  const host = await startRecordingHost(tls ? authority.issue(`DNS:${HOST}`) : null);
  opened.add(() => host.close());
  const clock = createFakeClock();
  const wayOut = await openWayOut({
    ...{ preferences, clock, log },
    systemProxyFor: async () => null,
    systemAuthorities: async () => [authority.cert],
  });
  wayOut.signIns.keepIn(secrets);
  const elektrads = createElektrads({ random: createFakeRandom(), clock, log, wayOut });
  opened.add(() => elektrads.close());
  const named = host.url.replace('127.0.0.1', HOST);
  return {
    wayOut,
    secrets,
    host,
    named,
    clock,
    log,
    preferences,
    folder,
    signIns: wayOut.signIns,
    ask: () =>
      elektrads
        .connection({
          ...{ id: 'i1', host: named, connection: DIRECTLY, credentialsId: null, session: null },
          readCredentials: async () => ({ kind: 'none' }),
          saveSession: async () => undefined,
        })
        .version(UNWATCHED),
    probe: () => elektrads.probe({ host: named, connection: DIRECTLY, credentials: { kind: 'none' } }, UNWATCHED),
  };
}

describe.each([
  ['asked itself', false],
  ['asked for a tunnel', true],
])('a proxy that is %s and wants a sign-in', (_how, tls) => {
  it('is said to want one, takes it from the next request on, and is remembered', async () => {
    const { ask, probe, signIns, secrets } = await setUp(tls);
    await expect(ask()).rejects.toMatchObject({ code: 'INSTANCE_CREDENTIALS', data: { by: 'proxy' } });
    expect(signIns.state()).toEqual([{ url: proxy.url, user: null, state: 'wanted' }]);
    await signIns.change(proxy.url, { user: 'ada', password: 'wrong' });
    expect(signIns.state()).toEqual([{ url: proxy.url, user: 'ada', state: 'known' }]);
    await expect(probe()).rejects.toMatchObject({ code: 'INSTANCE_CREDENTIALS' });
    expect(signIns.state()).toEqual([{ url: proxy.url, user: 'ada', state: 'refused' }]);
    await signIns.change(proxy.url, ADA);
    await ask();
    await probe();
    const known = [{ url: proxy.url, user: 'ada', state: 'known' }];
    expect(signIns.state()).toEqual(known);
    const later = await setUp(tls, secrets);
    await later.ask();
    expect(later.signIns.state()).toEqual(known);
    await later.signIns.change(proxy.url, null);
    expect([later.signIns.state(), await secrets.names()]).toEqual([[], []]);
  });

  it('gets it alone: the host does not', async () => {
    const { ask, signIns, host } = await setUp(tls);
    await signIns.change(proxy.url, ADA);
    await ask();
    const sent = host.requests.map(({ headers }) => headers['proxy-authorization']);
    // A proxy that is asked itself sees to that; ours here only writes down.
    if (tls) expect(new Set(sent)).toEqual(new Set([undefined]));
    expect(proxy.asked.at(-1)?.headers['proxy-authorization']).toMatch(/^Basic /);
  });
});

it.each([false, true])('what a proxy has refused is not given to it with each request (tunnel: %s)', async (tls) => {
  const { ask, probe, signIns, clock } = await setUp(tls);
  const given = () => proxy.asked.filter(({ headers }) => headers['proxy-authorization'] !== undefined).length;
  await signIns.change(proxy.url, { user: 'ada', password: 'wrong' });
  for (const each of [ask, probe, ask, probe]) {
    await expect(each()).rejects.toMatchObject({ code: 'INSTANCE_CREDENTIALS', data: { by: 'proxy' } });
  }
  expect(given()).toBe(1);
  expect(signIns.state()).toMatchObject([{ state: 'refused' }]);
  // It may have been in trouble itself.
  clock.advance(10 * 60_000);
  for (const each of [probe, probe]) await expect(each()).rejects.toMatchObject({ code: 'INSTANCE_CREDENTIALS' });
  expect(given()).toBe(2);
  proxy.require({ user: 'ada', password: 'wrong' });
  clock.advance(10 * 60_000);
  await probe();
  await probe();
  expect(given()).toBe(4);
  expect(signIns.state()).toMatchObject([{ state: 'known' }]);
});

it('is in no words of ours, though what answers repeats it', async () => {
  const { ask, probe, signIns, host } = await setUp(false);
  await signIns.change(proxy.url, ADA);
  await ask();
  // This proxy hands on what it was sent.
  host.answer(({ headers }, response) => {
    const sent = String(headers['proxy-authorization']);
    const plain = Buffer.from(sent.replace('Basic ', ''), 'base64').toString();
    response.writeHead(400).end(JSON.stringify({ error: `C01200 Reason: not for ${sent} (${plain})` }));
  });
  for (const each of [ask, probe]) {
    const error: unknown = await each().catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/not for Basic … \(ada:…\)/);
    expect(JSON.stringify(error)).not.toMatch(/sésame|YWRhOn/);
  }
});

it('a proxy that takes Basic by now is asked for a name again', () => {
  const signIns = createProxySignIns(createSilentLog(), createFakeClock());
  signIns.answered('http://p:1', null, 'Negotiate');
  expect(signIns.state()).toMatchObject([{ state: 'unsupported' }]);
  signIns.answered('http://p:1', null, 'Negotiate, Basic realm="x"');
  expect(signIns.state()).toMatchObject([{ state: 'wanted' }]);
});

it.each(['is slow to answer', 'does not answer at first'])('loses none when the store %s', async (how) => {
  const secrets = createMemorySecrets();
  await secrets.set('proxies', JSON.stringify({ 'http://other:1': { user: 'bob', password: 'x' } }));
  let answer = (): void => undefined;
  const answering = new Promise<void>((resolve) => (answer = resolve));
  const signIns = createProxySignIns(createSilentLog(), createFakeClock());
  let isFirst = true;
  signIns.keepIn({
    ...secrets,
    async get(name) {
      const text = await secrets.get(name);
      if (!isFirst) return text;
      isFirst = false;
      await answering;
      if (how === 'does not answer at first') throw new Error('locked');
      return text;
    },
  });
  const changing = signIns.change('http://p:1', ADA);
  answer();
  await changing;
  expect(signIns.state().map(({ url }) => url)).toEqual(['http://other:1', 'http://p:1']);
  const kept = { 'http://other:1': { user: 'bob', password: 'x' }, 'http://p:1': ADA };
  expect(JSON.parse((await secrets.get('proxies')) ?? '')).toEqual(kept);
});

it('what is kept cannot be read: it is asked for again', async () => {
  const secrets = createMemorySecrets();
  await secrets.set('proxies', 'no JSON');
  const { ask, signIns, log } = await setUp(false, secrets);
  await expect(ask()).rejects.toMatchObject({ code: 'INSTANCE_CREDENTIALS' });
  expect(signIns.state()).toMatchObject([{ state: 'wanted' }]);
  expect(log.entries).toHaveLength(1);
});

it('a proxy that takes no name and password is said to be none of ours', async () => {
  const { signIns, preferences } = await setUp(false);
  signIns.answered('http://ntlm:1', null, 'Negotiate, NTLM');
  expect(signIns.state()).toEqual([{ url: 'http://ntlm:1', user: null, state: 'unsupported' }]);
  await preferences.change({ proxy: { kind: 'none' } });
  expect(signIns.state()).toEqual([]);
});

it('an answer to a sign-in that was changed meanwhile says nothing of the new one', async () => {
  const { signIns } = await setUp(false);
  await signIns.change(proxy.url, ADA);
  signIns.answered(proxy.url, null, 'Basic');
  expect(signIns.state()).toMatchObject([{ state: 'known' }]);
});

it('the window gives it, and a remote clusterd is reached with it; the preferences never hold it', async () => {
  const { wayOut, preferences, folder, named } = await setUp(true);
  const place = await temporaryFolder();
  opened.add(place.remove);
  const machine = machineAt(place.path);
  const application = await startApplication(machine, { wayOut });
  opened.add(() => application.close());
  const { desktop } = application;
  const remote = { url: named, token: 't' };
  await expect(desktop.call('desktop.checkRemote', remote)).rejects.toMatchObject({
    code: 'REMOTE_UNREACHABLE',
    message: expect.stringMatching(/proxy .*asks for a sign-in \(407\)/),
  });
  const wrong = { url: proxy.url, user: 'a:b', password: 'x' };
  await expect(desktop.call('desktop.signInToProxy', wrong)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(desktop.call('desktop.forgetProxy', { url: 'socks5://p' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  const { proxies } = await desktop.call('desktop.signInToProxy', { url: `${proxy.url}/x`, ...ADA });
  expect(proxies).toEqual([{ url: proxy.url, user: 'ada', state: 'known' }]);
  await expect(desktop.call('desktop.checkRemote', remote)).rejects.toMatchObject({
    code: 'REMOTE_FOREIGN',
    data: { what: 'elektrad' },
  });
  await preferences.change({ notifications: false });
  expect(await readFile(join(folder, 'desktop.json'), 'utf8')).not.toContain('sésame');
  expect(JSON.stringify(application.state())).not.toContain('sésame');
  expect((await desktop.call('desktop.forgetProxy', { url: proxy.url })).proxies).toEqual([]);
});
