import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { IDENTITY_KEY } from '#shared/model/own-keys.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { administratorOf, type ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { runElektraWeb, startElektraWeb, type ElektraWebProcess } from '../fixtures/elektra-web-process.ts';
import { startElektrad, type ElektradMember } from '../fixtures/fleet.ts';
import { createHome, type Home } from '../fixtures/home.ts';
import { until } from '#shared/testing/until.ts';

const SETTING = 'system:/app/port';
const SECRET = 'system:/app/password';
const CREDENTIALS = { kind: 'bearer', token: 'sesame' } as const;
const ENV = { ELEKTRA_WEB_PASSPHRASE: 'correct horse battery', ELEKTRA_WEB_SECRETS: 'file' };

const cleanup = createCleanup();
afterEach(() => cleanup.run());

let elektrads: ElektradMember[];
beforeEach(async () => {
  elektrads = await Promise.all([1, 2, 3].map(() => startElektrad(cleanup)));
});

async function machine(): Promise<Home> {
  const home = await createHome();
  cleanup.defer(() => home.remove());
  return home;
}

async function start(home: Home): Promise<{ readonly process: ElektraWebProcess; readonly client: ClusterdHttp }> {
  const process = await startElektraWeb('serve', { home, args: ['--secrets', 'file'] });
  cleanup.defer(() => process.kill());
  return { process, client: await administratorOf(process) };
}

/** Runs a command to its end. @returns what it has said */
async function run(home: Home, command: string, args: readonly string[]): Promise<string> {
  const running = runElektraWeb(command, { home, args, env: ENV });
  expect(await running.ended, running.stderr()).toEqual({ code: 0, signal: null });
  return running.stdout();
}

interface Fleet {
  readonly home: Home;
  readonly running: ElektraWebProcess;
  readonly client: ClusterdHttp;
  readonly cluster: ClusterId;
  readonly ids: readonly InstanceId[];
}

/** A cluster of all three, with a setting and a secret one; the last of them is off and waits for both. */
async function fleetWithPending(): Promise<Fleet> {
  const home = await machine();
  const { process: running, client } = await start(home);
  const ids: InstanceId[] = [];
  for (const [at, { url: host }] of elektrads.entries())
    ids.push((await client.call('instances.create', { name: `web ${at}`, host })).id);
  const { id: cluster } = await client.call('clusters.create', { name: 'web' });
  await client.call('clusters.joinMany', { id: cluster, instanceIds: ids });
  await client.call('settings.setMeta', { id: cluster, name: SECRET, key: 'crypto/encrypt', value: '1' });
  expect(await client.call('settings.set', { id: cluster, key: SETTING, value: '1' })).toMatchObject({ state: 'all' });
  await elektrads[2]?.process.stop();
  for (const [key, value] of [
    [SETTING, '2'],
    [SECRET, 'hunter2'],
  ] as const) {
    expect(await client.call('settings.set', { id: cluster, key, value })).toMatchObject({ state: 'pending' });
  }
  return { home, running, client, cluster, ids };
}

/** Another machine, on which a clusterd with a sealing key of its own has been before. */
async function machineWithKey(): Promise<{ readonly home: Home; readonly elektrad: ElektradMember }> {
  const home = await machine();
  const { process, client } = await start(home);
  const { id } = await client.call('clusters.create', { name: 'before' });
  await client.call('settings.setMeta', { id, name: SECRET, key: 'crypto/encrypt', value: '1' });
  await client.call('settings.set', { id, key: SECRET, value: 'of before' });
  const elektrad = await startElektrad(cleanup);
  await client.call('instances.create', { name: 'old', host: elektrad.url, credentials: CREDENTIALS });
  await process.stop();
  return { home, elektrad };
}

const ownerAt = async (at: number): Promise<string> => {
  const marker = JSON.parse((await elektrads[at]?.http.value(IDENTITY_KEY)) ?? '{}') as { owner?: { id?: string } };
  return marker.owner?.id ?? '';
};
const valuesAt = async (at: number) => [
  await elektrads[at]?.http.value(SETTING),
  await elektrads[at]?.http.value(SECRET),
];

describe('a clusterd that was restored elsewhere', () => {
  it('takes the instances over, delivers what was pending, secrets under its own key; the one left behind writes nothing more', async () => {
    const old = await fleetWithPending();
    const file = old.home.path('backup');
    await run(old.home, 'backup', [file, '--with-secrets']);
    await old.running.stop();

    const { home: there } = await machineWithKey();
    expect(await run(there, 'restore', [file, '--force'])).not.toMatch(/Missing|Lost/);
    const { client, process } = await start(there);
    const { id: heir } = await client.call('clusterd.self', {});
    await until(async () => expect([await ownerAt(0), await ownerAt(1)]).toEqual([heir, heir]), 100);
    const locked = client.call('keys.set', { id: old.ids[0] as InstanceId, key: SETTING, value: 'mine' });
    await expect(locked).rejects.toMatchObject({ code: 'KEY_LOCKED' });

    // The old one once more: it may look, and says who manages them.
    const again = await start(old.home);
    const set = await again.client.call('settings.set', { id: old.cluster, key: SETTING, value: 'of the old one' });
    expect(set.state).toBe('pending');
    const direct = again.client.call('keys.set', { id: old.ids[1] as InstanceId, key: 'user:/x', value: 'x' });
    await expect(direct).rejects.toMatchObject({ code: 'INSTANCE_OWNED', data: { owner: { id: heir } } });
    await until(async () => {
      const { items } = await again.client.call('instances.list', {});
      expect(items.map(({ identity }) => identity.state)).toEqual(['owned', 'owned', 'proven']);
      expect(items[0]?.delivery.pending).toBeGreaterThan(0);
    }, 100);
    await again.process.stop();
    expect(await valuesAt(0)).toEqual(['2', 'hunter2']);
    expect(await valuesAt(1)).toEqual(['2', 'hunter2']);

    await elektrads[2]?.restart();
    await until(async () => expect(await valuesAt(2)).toEqual(['2', 'hunter2']), 100);
    expect(await ownerAt(2)).toBe(heir);
    const { items } = await client.call('instances.list', {});
    expect(items.map(({ identity, delivery }) => [identity.state, delivery.pending])).toEqual([
      ['proven', 0],
      ['proven', 0],
      ['proven', 0],
    ]);
    // Sealed anew under the key of this machine, and opened with it.
    const changed = await client.call('settings.set', { id: old.cluster, key: SECRET, value: 'hunter3' });
    expect(changed).toMatchObject({ state: 'all' });
    expect((await valuesAt(0))[1]).toBe('hunter3');
    await process.stop([/.*/]);
  });

  it('stops a clusterd that runs on meanwhile at its next write', async () => {
    const old = await fleetWithPending();
    const file = old.home.path('backup');
    await run(old.home, 'backup', [file, '--with-secrets']);
    const there = await machine();
    await run(there, 'restore', [file]);
    const { client, process } = await start(there);
    const { id: heir } = await client.call('clusterd.self', {});
    await until(async () => expect([await ownerAt(0), await ownerAt(1)]).toEqual([heir, heir]), 100);
    const set = await old.client.call('settings.set', { id: old.cluster, key: SETTING, value: 'of the old one' });
    expect(set.outcomes.map(({ outcome }) => outcome)).toEqual(['pending', 'pending', 'pending']);
    expect([await valuesAt(0), await valuesAt(1)]).toEqual([
      ['2', 'hunter2'],
      ['2', 'hunter2'],
    ]);
    await old.running.stop([/.*/]);
    await process.stop([/.*/]);
  });
});

describe('a registry that a restore has put aside', () => {
  it('is restored with its credentials and secret settings, also after the other one has run', async () => {
    const old = await fleetWithPending();
    const file = old.home.path('backup');
    await run(old.home, 'backup', [file, '--with-secrets']);
    await old.running.stop();
    const { home: there, elektrad } = await machineWithKey();
    const said = await run(there, 'restore', [file, '--force']);
    const [, aside = ''] = /is kept as (\S+),/.exec(said) ?? [];
    const between = await start(there);
    await between.process.stop([/.*/]);

    expect(await run(there, 'verify', [aside])).toContain('the registry itself');
    expect(await run(there, 'restore', [aside, '--force'])).not.toMatch(/Missing|Lost/);
    const { client, process } = await start(there);
    const { items } = await client.call('instances.list', {});
    expect(items).toMatchObject([{ name: 'old', hasCredentials: true }]);
    const [cluster] = (await client.call('clusters.list', {})).items;
    const [instanceId, id] = [items[0]?.id as InstanceId, cluster?.id as ClusterId];
    await client.call('instances.test', { id: instanceId });
    expect(await client.call('clusters.join', { id, instanceId })).toMatchObject({ state: 'all' });
    expect(await elektrad.http.value(SECRET)).toBe('of before');
    await process.stop([/.*/]);
  });
});
