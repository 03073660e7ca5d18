import assert from 'node:assert/strict';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { freePort } from '../../fixtures/network.ts';
import type { BarePage } from './bare-page.ts';

/** Does something, and notes how long it has held the main process. */
export type Measure = (what: string, act: () => Promise<unknown>) => Promise<void>;

const MANY = 20_000;
const FLEET = 10_000;
const PAGE = 1000;

/** `user:/large` of the instance holds as many keys as an instance may. */
export async function actOnKeys({ client }: BarePage, id: InstanceId, measure: Measure): Promise<void> {
  const onPart = () => undefined;
  await measure('all names', () => client.call('keys.read', { id, children: false }));
  await measure('three levels with values', () => client.call('keys.read', { id, preload: 3 }));
  await measure('search in values', () =>
    client.call('keys.find', { id, query: 'alu', in: ['name', 'value'] }, { onPart }),
  );
  const configurations = contents('user:/imported');
  await measure('setAll of 20,000', () => client.call('keys.setAll', { id, key: 'user:/imported', configurations }));
  await measure('copy of all', () => client.call('keys.copy', { id, key: 'user:/large', target: 'user:/copy' }));
  await measure('move of all', () => client.call('keys.move', { id, key: 'user:/copy', target: 'user:/moved' }));
  await measure('removal of all', () => client.call('keys.remove', { id, key: 'user:/moved' }));
}

export async function actOnSettings({ client }: BarePage, instanceId: InstanceId, measure: Measure): Promise<void> {
  const { id } = await client.call('clusters.create', { name: 'settings' });
  await client.call('clusters.join', { id, instanceId });
  const edits = contents('user:/set').map((content) => ({ kind: 'set' as const, ...content }));
  let hash = '';
  await measure('plan of 20,000 settings', async () => {
    hash = (await client.call('plans.make', { id, edits })).hash;
  });
  await measure('plan of 20,000 settings applied', () => client.call('plans.apply', { id, hash, wait: 60 }));
}

/** Nobody listens at the hosts. */
export async function actOnFleet({ client }: BarePage, measure: Measure): Promise<void> {
  const port = await freePort();
  const instances = Array.from({ length: FLEET }, (_each, at) => ({
    name: `member-${at}`,
    host: `http://127.20.${at >> 8}.${at & 255}:${port}`,
    marker: false,
  }));
  const { outcomes } = await client.call('instances.createMany', { instances });
  const instanceIds = outcomes.flatMap(({ instance }) => instance?.id ?? []);
  const { id } = await client.call('clusters.create', { name: 'fleet' });
  await measure('10,000 instances join', () => client.call('clusters.joinMany', { id, instanceIds, wait: 0 }));
  await measure('list of 10,000 instances', () => pages((offset) => client.call('instances.list', { offset })));
  await measure('cluster of 10,000 members', () => openCluster(client, id));
  const { rollout } = await client.call('settings.set', { id, key: 'user:/a', value: 'x', wait: 0 });
  await measure('rollout of 10,000 outcomes', async () => {
    const read = await client.call('rollouts.get', { id: rollout ?? 0 });
    assert.equal(read.outcomes.length, FLEET);
  });
}

async function openCluster(client: BarePage['client'], id: ClusterId): Promise<void> {
  await client.call('clusters.get', { id });
  await pages((offset) => client.call('clusters.members', { id, offset }));
}

async function pages(read: (offset: number) => Promise<unknown>): Promise<void> {
  for (let offset = 0; offset < FLEET; offset += PAGE) await read(offset);
}

function contents(root: string) {
  return Array.from({ length: MANY }, (_each, at) => ({
    key: `${root}/p${at % 100}/k${at}`,
    value: `value ${at}`,
    meta: { description: `the key ${at}` },
  }));
}
