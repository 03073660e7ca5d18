import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { ClusterId } from '#shared/model/cluster.ts';
import { InstanceId } from '#shared/model/instance.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { createClusterdHttp, createToken, type ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { ClusterModel, type ModelAct } from '#shared/testing/cluster-model.ts';
import { startFleetProcess } from '../fixtures/fleet-process.ts';
import { startClusterd } from '../fixtures/fleet.ts';
import { createHome } from '../fixtures/home.ts';
import { createRandomChoice, type RandomChoice } from '../fixtures/random-choice.ts';
import { until } from '#shared/testing/until.ts';

const CLIENTS = 64;
const SECONDS = 30;
const MEMBERS = 24;
/** As many as the clients ask for at once in each second; all of them together are kept to be read afterwards. */
const ACTS_PER_SECOND = 130;
const KEYS = ['system:/k/1', 'system:/k/2', 'system:/k/3'];

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** A change that was acknowledged, and when: numbers of the moments at which it was asked for and answered. */
interface Done {
  readonly act: ModelAct;
  readonly asked: number;
  readonly answered: number;
}

it(
  `${CLIENTS} clients change clusters, settings and members for ${SECONDS} s: what comes out is what some order of their acts makes`,
  { timeout: 300_000 },
  async () => {
    const random = createRandomChoice();
    const home = await createHome();
    cleanup.defer(() => home.remove());
    const dataDir = join(home.folder, 'data');
    const fleet = await startFleetProcess(cleanup, { members: MEMBERS });
    const clusterd = await startClusterd(cleanup, { dataDir });
    const client = createClusterdHttp(clusterd.url, await createToken(await clusterd.process.signInLink()));
    await client.call('instances.createMany', {
      instances: fleet.hosts.map((host, at) => ({ id: `m${at}`, name: `member ${at}`, host })),
    });
    const instances = fleet.hosts.map((_host, at) => `m${at}`);
    const done = new Map<string, Done>();
    let moment = 0;
    let count = 0;
    const start = Date.now();
    const seconds = () => (Date.now() - start) / 1000;
    const mayAct = () => count < Math.ceil(seconds()) * ACTS_PER_SECOND;
    let nextSecond: Promise<void> | undefined;
    const untilNextSecond = () =>
      (nextSecond ??= until(() => expect(mayAct()).toBe(true)).finally(() => (nextSecond = undefined)));

    async function run(): Promise<void> {
      while (seconds() < SECONDS) {
        if (!mayAct()) {
          await untilNextSecond();
          continue;
        }
        const act = someAct(random, (count += 1), instances);
        const note = `act ${count}`;
        const asked = (moment += 1);
        if (await isAnswered(client, act, note)) done.set(note, { act, asked, answered: (moment += 1) });
      }
    }
    await Promise.all(Array.from({ length: CLIENTS }, run));
    expect(done.size).toBeGreaterThan(CLIENTS);

    await until(async () => expect(await pendingOf(client)).toBe(0), 250);
    const { items: clusters } = await client.call('clusters.list', {});
    const { items: members } = await client.call('instances.list', {});
    const set = new Map<string, Map<string, string | null>>();
    for (const { id } of clusters) {
      const { keys } = await client.call('settings.readMany', { id, keys: KEYS });
      const own = keys.filter((key) => key.exists && key.clusterId === id);
      set.set(id, new Map(own.map(({ key, value }) => [key, value])));
    }
    const held = await fleet.keys();
    await clusterd.process.stop([/./]);

    // The numbers of the changes are the order; no acknowledged act is lost, and each is after all that were answered before it was asked for.
    const notes = await changesIn(dataDir);
    const always = [...done].filter(([, { act }]) => act.kind === 'create' || act.kind === 'set');
    expect(notes).toEqual(expect.arrayContaining(always.map(([note]) => note)));
    const order = notes.flatMap((note) => {
      const each = done.get(note);
      return each === undefined ? [] : [each];
    });
    const model = new ClusterModel(instances);
    let latestAsked = 0;
    for (const { act, asked, answered } of order) {
      expect(answered).toBeGreaterThan(latestAsked);
      latestAsked = Math.max(latestAsked, asked);
      expect(() => model.do(act), JSON.stringify(act)).not.toThrow();
    }
    expect(new Map(clusters.map(({ id, name, parentId }) => [id, { name, parentId }]))).toEqual(
      new Map([...model.clusters].map(([id, { name, parentId }]) => [id, { name, parentId }])),
    );
    expect(set).toEqual(new Map([...model.clusters].map(([id, { settings }]) => [id, settings])));
    expect(new Map(members.map(({ id, clusterId }) => [id, clusterId]))).toEqual(model.places);
    held.forEach((keys, at) => {
      for (const [key, value] of model.effective(`m${at}`)) expect([key, keys[key]?.value]).toEqual([key, value]);
    });
  },
);

/** Whether it was answered. What the rules refuse is not, and what changes nothing leaves no change. */
async function isAnswered(client: ClusterdHttp, act: ModelAct, note: string): Promise<boolean> {
  try {
    await request(client, act, note);
    return true;
  } catch (error) {
    if (isElektraError(error) && REFUSALS.includes(error.code)) return false;
    throw error;
  }
}

async function request(client: ClusterdHttp, act: ModelAct, note: string): Promise<unknown> {
  const id = ClusterId.parse(act.id);
  const quick = { id, note, wait: 0 };
  if (act.kind === 'create') {
    return client.call('clusters.create', { id, name: act.name, parentId: parent(act.parentId), note });
  }
  if (act.kind === 'rename') return client.call('clusters.change', { id, name: act.name, note });
  if (act.kind === 'place') {
    return client.call('clusters.change', { id, parentId: parent(act.parentId), force: act.force, note });
  }
  if (act.kind === 'remove') return client.call('clusters.remove', { id, force: act.force, note });
  if (act.kind === 'set') {
    return client.call('settings.set', { ...quick, key: act.key, value: act.value, force: act.force });
  }
  if (act.kind === 'unset') return client.call('settings.remove', { ...quick, key: act.key, keep: act.keep });
  const instanceId = InstanceId.parse(act.instanceId);
  if (act.kind === 'leave') return client.call('clusters.leave', { id, instanceId, note });
  return client.call('clusters.join', { ...quick, instanceId, force: act.force });
}

const REFUSALS: readonly string[] = [
  'CLUSTER_NOT_FOUND',
  'CLUSTER_ALREADY_EXISTS',
  'CLUSTER_NAME_TAKEN',
  'CLUSTER_CYCLE',
  'CLUSTER_NOT_EMPTY',
  'SETTING_CONFLICT',
  'INSTANCE_ALREADY_IN_CLUSTER',
  'INSTANCE_NOT_IN_CLUSTER',
];

function parent(id: string | null): ClusterId | null {
  return id === null ? null : ClusterId.parse(id);
}

function someAct(random: RandomChoice, count: number, instances: readonly string[]): ModelAct {
  const one = <T>(of: readonly T[]): T => of[random.between(0, of.length - 1)] as T;
  const id = `c${random.between(1, 9)}`;
  const force = random.between(0, 1) === 1;
  const name = one(['web', 'mail', 'db', 'test']);
  const key = one(KEYS);
  const parentId = random.between(0, 2) === 0 ? null : `c${random.between(1, 9)}`;
  const instanceId = one(instances);
  switch (random.between(0, 9)) {
    case 0:
    case 1:
      return { kind: 'create', id, name: `${name} ${random.between(0, 3)}`, parentId };
    case 2:
      return { kind: 'rename', id, name: `${name} ${random.between(0, 3)}` };
    case 3:
      return { kind: 'place', id, parentId, force };
    case 4:
      return { kind: 'remove', id, force: force && random.between(0, 2) === 0 };
    case 5:
      return { kind: 'join', id, instanceId, force };
    case 6:
      return { kind: 'leave', id, instanceId };
    case 7:
      return { kind: 'unset', id, key, keep: force };
    default:
      return { kind: 'set', id, key, value: `value ${count}`, force };
  }
}

async function pendingOf(client: ClusterdHttp): Promise<number> {
  const { items } = await client.call('instances.list', {});
  return items.reduce((sum, { delivery }) => sum + delivery.pending, 0);
}

/** The notes of all changes in the registry's file, by the numbers of the changes. */
async function changesIn(dataDir: string): Promise<readonly string[]> {
  const notes = new Map<number, string>();
  for (const line of (await readFile(await registryIn(dataDir), 'utf8')).split('\n')) {
    if (!line.includes('"_id":"change/')) continue;
    const { number, note } = JSON.parse(line) as { readonly number?: number; readonly note?: string | null };
    if (number !== undefined && note !== undefined && note !== null) notes.set(number, note);
  }
  return [...notes].sort(([a], [b]) => a - b).map(([, note]) => note);
}

async function registryIn(dataDir: string): Promise<string> {
  return join(dataDir, 'clusterd', 'registry.db');
}
