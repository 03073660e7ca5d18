import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import { createElektrads } from '../adapters/elektrad-client/elektrads.ts';
import { createAuthority } from '../adapters/elektrad-client/testing/certificates.ts';
import { startRecordingHost, type RecordingHost } from '../adapters/elektrad-client/testing/recording-host.ts';
import { startRecordingProxy, type RecordingProxy } from '../adapters/elektrad-client/testing/recording-proxy.ts';
import { createFakeClock } from '../clusterd/testing/fake-clock.ts';
import { createFakeRandom } from '../clusterd/testing/fake-random.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { openPreferences, type Preferences } from './preferences/preferences.ts';
import { vouchedAt } from './vouched-at.ts';
import { openWayOut } from './way-out.ts';

const UNWATCHED = new AbortController().signal;
/** Reaches this machine too, and is no loopback by its name, as long as nobody looks it up: the proxy does. */
const HOST = 'host.test';

let folder: string;
let preferences: Preferences;
let proxy: RecordingProxy;
let system: readonly string[] | Error;
let systemProxy: (url: string) => Promise<string | null>;
const clock = createFakeClock();
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elektra-web-way-'));
  const log = createSilentLog();
  const files = { file: join(folder, 'desktop.json'), administratorsFile: join(folder, 'none.json') };
  preferences = await openPreferences({ ...files, log, now: () => 0 });
  proxy = await startRecordingProxy({ [HOST]: '127.0.0.1' });
  systemProxy = async () => null;
  system = [];
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await proxy.close();
  await rm(folder, { recursive: true });
});

async function open() {
  const log = createSilentLog();
  const wayOut = await openWayOut({
    preferences,
    systemProxyFor: (url) => systemProxy(url),
    systemAuthorities: async () => (system instanceof Error ? Promise.reject(system) : system),
    clock,
    log,
  });
  const elektrads = createElektrads({ random: createFakeRandom(), clock, log, wayOut });
  closing.push(() => elektrads.close());
  const ask = (host: string, own: Partial<typeof DIRECTLY> = {}) =>
    elektrads
      .connection({
        ...{ id: host, host, connection: { ...DIRECTLY, ...own }, credentialsId: null, session: null },
        readCredentials: async () => ({ kind: 'none' }),
        saveSession: async () => undefined,
      })
      .version(UNWATCHED);
  const probe = (host: string) =>
    elektrads.probe({ host, connection: DIRECTLY, credentials: { kind: 'none' } }, UNWATCHED);
  return { wayOut, log, ask, probe };
}

async function hostOf(...args: Parameters<typeof startRecordingHost>): Promise<RecordingHost & { named: string }> {
  const host = await startRecordingHost(...args);
  closing.push(() => host.close());
  return { ...host, named: host.url.replace('127.0.0.1', HOST) };
}

describe('the way out', () => {
  it('leads through the proxy that was chosen, also while elektrads are being used, and back', async () => {
    const host = await hostOf(null);
    const { ask, probe } = await open();
    await expect(ask(host.named)).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    await preferences.change({ proxy: { kind: 'address', url: proxy.url } });
    expect(await ask(host.named)).toMatchObject({ version: expect.anything() });
    expect(await probe(host.named)).toMatchObject({ version: expect.anything() });
    expect(proxy.asked.map(({ url }) => url)).toEqual([`${host.named}/version`, `${host.named}/version`]);
    await preferences.change({ proxy: { kind: 'none' } });
    await expect(ask(host.named)).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    expect(proxy.asked).toHaveLength(2);
  });

  it('leads to this machine directly, and to an instance with a proxy of its own through that', async () => {
    const host = await hostOf(null);
    await preferences.change({ proxy: { kind: 'address', url: 'http://127.0.0.1:1' } });
    const { ask, wayOut } = await open();
    await ask(host.url);
    await ask(host.named, { proxy: proxy.url });
    expect(proxy.asked).toHaveLength(1);
    for (const here of ['http://localhost:1', 'https://127.8.0.1', 'http://[::1]:2/x', 'http://a.localhost']) {
      expect(await wayOut.proxyFor(here)).toBeNull();
    }
  });

  it('is asked of the system, once for all who wait and again when some time has passed', async () => {
    const host = await hostOf(null);
    const asked: string[] = [];
    const { ask, wayOut } = await open();
    systemProxy = async (url) => {
      asked.push(url);
      return proxy.url;
    };
    await Promise.all([ask(host.named), ask(host.named)]);
    await ask(host.named);
    expect(asked).toEqual([host.named]);
    expect(proxy.asked.length).toBeGreaterThan(0);
    systemProxy = async () => null;
    clock.advance(5 * 60_000);
    // What is known counts until the system has answered.
    expect(await wayOut.proxyFor(host.named)).toBe(proxy.url);
    expect(await wayOut.proxyFor(host.named)).toBeNull();
  });

  it('is the direct one when the system fails to say, or never does', async () => {
    const { wayOut, log } = await open();
    systemProxy = async () => Promise.reject(new Error('no'));
    expect(await wayOut.proxyFor('http://a.test')).toBeNull();
    systemProxy = () => new Promise(() => undefined);
    const found = wayOut.proxyFor('http://b.test');
    clock.advance(5_000);
    expect(await found).toBeNull();
    expect(log.entries).toHaveLength(2);
  });

  it('trusts the authorities of the file besides the others, in a tunnel too, from when they are chosen', async () => {
    const authority = createAuthority();
    const host = await hostOf(authority.issue(`IP:127.0.0.1,DNS:${HOST}`));
    const caFile = join(folder, 'ca.pem');
    await writeFile(caFile, `# ours\n${authority.cert}`);
    const { ask } = await open();
    await expect(ask(host.url)).rejects.toMatchObject({ code: 'CERTIFICATE_UNTRUSTED' });
    await preferences.change({ caFile, proxy: { kind: 'address', url: proxy.url } });
    // Read while nobody waits for it.
    await expect
      .poll(() => ask(host.url).catch((error: unknown) => error))
      .toMatchObject({ version: expect.anything() });
    await ask(host.named);
    expect(proxy.asked).toMatchObject([{ method: 'CONNECT' }]);
    await expect(ask(host.url, { ca: createAuthority().cert })).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
    });
  });

  it('trusts what the system trusts', async () => {
    const authority = createAuthority();
    const certificate = authority.issue('IP:127.0.0.1');
    const host = await hostOf(certificate);
    system = [`# the administrator’s\n${authority.cert}\n-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----`];
    const { ask, wayOut } = await open();
    expect(wayOut.known(host.url)).toBeNull();
    await ask(host.url);
    expect(wayOut.known(host.url)?.trusting).toBe((await wayOut.find(host.url)).trusting);
    expect(await vouchedAt('127.0.0.1', wayOut, Number(new URL(host.url).port))).toBe(certificate.sha256);
    await expect(ask(host.url, { ca: createAuthority().cert })).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
    });
    const other = await hostOf(createAuthority().issue('IP:127.0.0.1'));
    expect(await vouchedAt('127.0.0.1', wayOut, Number(new URL(other.url).port))).toBeNull();
  });

  it('trusts those of the file when those of the system cannot be read', async () => {
    const authority = createAuthority();
    const host = await hostOf(authority.issue('IP:127.0.0.1'));
    const caFile = join(folder, 'ca.pem');
    await writeFile(caFile, authority.cert);
    await preferences.change({ caFile });
    system = new Error('The keychain is locked.');
    const { ask, log } = await open();
    await ask(host.url);
    expect(log.entries).toHaveLength(1);
  });

  it('goes nowhere through a proxy of the system that speaks no HTTP, and never past it', async () => {
    const authority = createAuthority();
    system = [authority.cert];
    const hosts = [await hostOf(null), await hostOf(authority.issue(`DNS:${HOST}`))];
    const socks = createServer();
    let isDialled = false;
    socks.on('connection', () => (isDialled = true));
    await once(socks.listen(0, '127.0.0.1'), 'listening');
    closing.push(async () => void socks.close());
    const used = `socks5://127.0.0.1:${(socks.address() as AddressInfo).port}`;
    systemProxy = async () => used;
    const { ask, probe, wayOut, log } = await open();
    let told = 0;
    wayOut.onChange(() => (told += 1));
    for (const { named } of hosts) {
      await expect(ask(named)).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
      await expect(probe(named)).rejects.toThrow(`leads through ${used}, and of proxies only those for HTTP`);
    }
    expect(hosts.flatMap(({ requests }) => requests)).toEqual([]);
    expect([isDialled, told, log.entries.length]).toEqual([false, 1, 1]);
    expect(wayOut.problem()).toContain(`The system names the proxy ${used}.`);
    await preferences.change({ proxy: { kind: 'address', url: proxy.url } });
    expect(wayOut.problem()).toBeNull();
    await ask(hosts[0]?.named ?? '');
  });

  it('says when the file of authorities is gone', async () => {
    const caFile = join(folder, 'ca.pem');
    await writeFile(caFile, createAuthority().cert);
    await preferences.change({ caFile });
    await rm(caFile);
    const { wayOut } = await open();
    expect(wayOut.problem()).toBe(`${caFile} is not there. Its authorities are not trusted.`);
    await expect(preferences.change({ caFile })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await writeFile(caFile, '-----BEGIN PRIVATE KEY-----');
    await expect(preferences.change({ caFile })).rejects.toThrow(/holds no certificate in PEM form/);
    await expect(preferences.change({ caFile: folder })).rejects.toThrow(/is a folder/);
  });
});
