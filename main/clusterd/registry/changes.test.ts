import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterId } from '#shared/model/cluster.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createFakeSealing } from '../testing/fake-sealing.ts';
import { createMemoryDocumentStore, type MemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createSilentLog } from '../testing/silent-log.ts';
import { NO_EFFECTS, type ClusterRecord } from './cluster-records.ts';
import type { Stamp } from './changes.ts';
import { openRegistry, type Registry } from './registry.ts';

const open = (store: MemoryDocumentStore) =>
  openRegistry({ store, sealing: createFakeSealing(), clock: createFakeClock(), log: createSilentLog() });

function cluster(id: string, number: number): ClusterRecord {
  const record = { name: id, description: '', parentId: null, paused: false, policy: 'report' as const, createdAt: 0 };
  return { id: ClusterId.parse(id), ...record, placedNumber: number };
}

const create = (registry: Registry, id: string) =>
  registry.changes.commit({
    act: 'clusters.create',
    clusterId: id,
    by: 'ada',
    note: null,
    effects: ({ number }) => ({ ...NO_EFFECTS, clusters: [cluster(id, number)] }),
  });

const set = (registry: Registry, clusterId: string, key: string, value: string) =>
  registry.changes.commit({
    act: 'settings.set',
    clusterId,
    by: 'ada',
    note: null,
    effects: ({ number, at, by }: Stamp) => ({
      ...NO_EFFECTS,
      settings: [{ clusterId, key, value, meta: {}, number, at, by }],
    }),
  });

const seen = ({ clusters, changes }: Registry) => ({
  last: changes.last(),
  clusters: [...clusters.clusterIds()].sort().map((id) => [id, [...clusters.settings(id).values()]]),
});

describe('changes of clusters', () => {
  it('are numbered, durable before they are seen, and not seen when they are not', async () => {
    const store = createMemoryDocumentStore();
    const registry = await open(store);
    await create(registry, 'web');
    await registry.changes.flush();
    store.failNextWrite();
    await expect(set(registry, 'web', 'system:/a', '1')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(registry.clusters.settings('web').size).toBe(0);
    const stored = await set(registry, 'web', 'system:/a', '2');
    expect(registry.clusters.settings('web').get('system:/a')).toMatchObject({ value: '2', number: stored?.number });
    expect(seen(await open(store.reopen()))).toEqual(seen(registry));
  });

  it('are what a start finds, wherever the records made from them were cut off', async () => {
    const act = fc.record({ cluster: fc.constantFrom('a', 'b'), key: fc.constantFrom('1', '2'), value: fc.string() });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), fc.nat(40), async (acts, cut) => {
        const store = createMemoryDocumentStore();
        const lines: (() => Promise<void>)[] = [];
        const copy = createMemoryDocumentStore();
        const { put, remove } = store;
        store.put = (document) => {
          lines.push(() => copy.put(document));
          return put(document);
        };
        store.remove = (id) => {
          lines.push(() => copy.remove(id));
          return remove(id);
        };
        const registry = await open(store);
        const states = [seen(registry)];
        for (const id of ['a', 'b']) {
          await create(registry, id);
          states.push(seen(registry));
        }
        for (const { cluster: id, key, value } of acts) {
          await set(registry, id, `system:/${key}`, value);
          states.push(seen(registry));
        }
        const stored = lines.slice(0, Math.max(1, lines.length - cut));
        for (const line of stored) await line();
        const documents = await copy.all();
        const last = Math.max(0, ...documents.map(({ number }) => (typeof number === 'number' ? number : 0)));
        expect(seen(await open(copy))).toEqual(states[last]);
      }),
    );
  });

  it('do nothing to an instance that is gone', async () => {
    const registry = await open(createMemoryDocumentStore());
    await registry.changes.commit({
      act: 'clusters.join',
      clusterId: null,
      by: 'ada',
      note: null,
      effects: ({ number }) => ({ ...NO_EFFECTS, places: [{ instanceId: 'gone', clusterId: 'web', number }] }),
    });
    expect(registry.clusters.place('gone')).toBeUndefined();
    expect(registry.instances.all.size).toBe(0);
  });
});

describe('acts on an instance', () => {
  it('are open until they are settled, over a restart too', async () => {
    const store = createMemoryDocumentStore();
    const registry = await open(store);
    const act = { instanceId: 'i', act: 'keys.set', by: 'ada', note: null, keys: [] };
    const first = await registry.changes.begin(act);
    const second = await registry.changes.begin(act);
    await registry.changes.settle({ ...first, outcome: 'done' });
    const again = await open(store.reopen());
    expect(again.changes.open()).toMatchObject([{ number: second.number, subject: 'i' }]);
    expect(await again.changes.read(first.number)).toMatchObject({ outcome: 'done' });
    expect(again.changes.last()).toBe(second.number);
  });
});
