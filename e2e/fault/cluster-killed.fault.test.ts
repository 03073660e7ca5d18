import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { isConnectionLost } from '#shared/contract/connection-lost.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { createClusterdHttp, createToken, type ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { startFleetProcess } from '../fixtures/fleet-process.ts';
import { startClusterd } from '../fixtures/fleet.ts';
import { createRandomChoice, type RandomChoice } from '../fixtures/random-choice.ts';
import { until } from '#shared/testing/until.ts';

const KILLS = 30;
const MEMBERS = 200;
/** A third of the members is in a cluster below the one that holds the others. */
const IN_CHILD = 66;
const KEYS = ['a', 'b', 'c', 'd'];

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** What one cluster may set of each of its keys: one value or none, and several of which one holds while an answer is missing. */
class Model {
  private readonly possible = new Map<string, Set<string | null>>();
  /** How many changes were begun. */
  asked = 0;

  constructor(
    readonly cluster: ClusterId,
    readonly prefix: string,
  ) {
    for (const key of KEYS) this.possible.set(`${prefix}/${key}`, new Set([null]));
  }

  get keys(): readonly string[] {
    return [...this.possible.keys()];
  }

  /** Asks for one change, which is certain only when it was answered. */
  async change(client: ClusterdHttp, random: RandomChoice): Promise<void> {
    const key = this.keys[random.between(0, KEYS.length - 1)] ?? '';
    this.asked += 1;
    const value = random.between(0, 3) === 0 ? null : `value ${this.asked}`;
    const wait = random.between(0, 1) * 10;
    this.possible.get(key)?.add(value);
    if (value === null) await client.call('settings.remove', { id: this.cluster, key, wait });
    else await client.call('settings.set', { id: this.cluster, key, value, wait });
    this.possible.set(key, new Set([value]));
  }

  /** What the cluster sets now; it must be what was acknowledged, or what was asked for last. */
  async settle(client: ClusterdHttp): Promise<ReadonlyMap<string, string>> {
    const { keys } = await client.call('settings.readMany', { id: this.cluster, keys: [...this.keys] });
    const set = new Map<string, string>();
    for (const { key, exists, value } of keys) {
      const now = exists ? value : null;
      expect([...(this.possible.get(key) ?? [])], `${key} after the restart`).toContain(now);
      this.possible.set(key, new Set([now]));
      if (now !== null) set.set(key, now);
    }
    return set;
  }
}

it(
  `kill -9 of clusterd during writes to clusters of ${MEMBERS} members, ${KILLS} times: all converge, nothing acknowledged is lost`,
  { timeout: 600_000 },
  async () => {
    const random = createRandomChoice();
    const fleet = await startFleetProcess(cleanup, { members: MEMBERS });
    const clusterd = await startClusterd(cleanup);
    const client = createClusterdHttp(clusterd.url, await createToken(await clusterd.process.signInLink()));
    const ids = await addAll(client, fleet.hosts);
    const top = await client.call('clusters.create', { name: 'top' });
    const child = await client.call('clusters.create', { name: 'child', parentId: top.id });
    await client.call('clusters.joinMany', { id: child.id, instanceIds: ids.slice(0, IN_CHILD) });
    await client.call('clusters.joinMany', { id: top.id, instanceIds: ids.slice(IN_CHILD) });
    const models = [new Model(top.id, 'system:/top'), new Model(child.id, 'system:/child')];

    for (let round = 1; round <= KILLS; round += 1) {
      let isKilled = false;
      const writers = models.map(async (model) => {
        while (!isKilled) await model.change(client, random).catch(ignoreLost);
      });
      const asked = () => models.reduce((sum, model) => sum + model.asked, 0);
      const target = asked() + random.between(1, 4);
      while (asked() < target) await setImmediate();
      for (let turn = random.between(0, 6_000); turn > 0; turn -= 1) await setImmediate();
      const killed = clusterd.process.kill();
      isKilled = true;
      await Promise.all([killed, ...writers]);
      await clusterd.restart();
      const [topSets, childSets] = await Promise.all(models.map((model) => model.settle(client)));
      await until(async () => expect(await pendingOf(client)).toBe(0), 100);
      const held = await fleet.keys();
      held.forEach((keys, at) => {
        const managed = Object.entries(keys).filter(([name]) => name.startsWith('system:/'));
        const effective = new Map([...(topSets ?? []), ...(at < IN_CHILD ? (childSets ?? []) : [])]);
        const found = new Map(managed.map(([name, { value }]) => [name, value]));
        expect(found, `member ${at} after kill ${round}`).toEqual(effective);
      });
    }
  },
);

async function addAll(client: ClusterdHttp, hosts: readonly string[]): Promise<InstanceId[]> {
  await client.call('instances.createMany', { instances: hosts.map((host, at) => ({ name: `member ${at}`, host })) });
  const { items } = await client.call('instances.list', {});
  const byHost = new Map(items.map(({ id, host }) => [host, id]));
  const ids = hosts.flatMap((host) => byHost.get(host) ?? []);
  expect(ids).toHaveLength(hosts.length);
  return ids;
}

async function pendingOf(client: ClusterdHttp): Promise<number> {
  const { items } = await client.call('instances.list', {});
  return items.reduce((sum, { delivery }) => sum + delivery.pending, 0);
}

function ignoreLost(error: unknown): void {
  if (!isConnectionLost(error)) throw error;
}
