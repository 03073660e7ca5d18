import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterId } from '#shared/model/cluster.ts';
import type { Clock, Document } from '../ports.ts';
import { instanceRecord } from '../settings/testing/open-fleet.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createFakeSealing } from '../testing/fake-sealing.ts';
import { createMemoryDocumentStore, type MemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createRestlessClock } from '../testing/restless-clock.ts';
import { createSilentLog } from '../testing/silent-log.ts';
import { NO_EFFECTS, type ClusterRecord } from './cluster-records.ts';
import type { InstanceChange } from './change-records.ts';
import type { ClusterAct, Stamp } from './changes.ts';
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

/** One that does not fit into one document, and leads to more records than are stored at once. */
describe('a large change of clusters', () => {
  const NAMES = Array.from({ length: 1200 }, (_each, at) => String(at));
  const settings = (registry: Registry, value: string) =>
    registry.changes.commit({
      act: 'plans.apply',
      clusterId: 'web',
      by: 'ada',
      note: null,
      *effects({ number, at, by }) {
        const all = [];
        for (const name of NAMES) {
          all.push({ clusterId: 'web', key: `user:/${name}`, value, meta: {}, number, at, by });
          yield;
        }
        return { ...NO_EFFECTS, settings: all };
      },
    });
  const join = (registry: Registry) =>
    registry.changes.commit({
      act: 'clusters.joinMany',
      clusterId: 'web',
      by: 'ada',
      note: null,
      effects: ({ number }) => ({
        ...NO_EFFECTS,
        places: NAMES.map((instanceId) => ({ instanceId, clusterId: 'web', number })),
      }),
    });
  const values = ({ clusters }: Registry) => new Set([...clusters.settings('web').values()].map(({ value }) => value));

  async function filled(clock: Clock) {
    const store = createMemoryDocumentStore();
    const registry = await openRegistry({ store, sealing: createFakeSealing(), clock, log: createSilentLog() });
    await create(registry, 'web');
    for (const name of NAMES) await registry.instances.put(name, instanceRecord(name));
    return { store, registry };
  }

  it('is what a start finds, wherever the writes were cut off: all of it or nothing', async () => {
    const { store, registry } = await filled(createFakeClock());
    const before = await store.all();
    const lines: ((to: MemoryDocumentStore) => Promise<void>)[] = [];
    const { put, remove } = store;
    store.put = (document) => {
      const text = JSON.stringify(document);
      lines.push((to) => to.put(JSON.parse(text) as Document));
      return put(document);
    };
    store.remove = (id) => {
      lines.push((to) => to.remove(id));
      return remove(id);
    };
    await settings(registry, '1');
    await settings(registry, '2');
    await join(registry);
    await registry.changes.flush();
    await fc.assert(
      fc.asyncProperty(fc.nat(lines.length), async (cut) => {
        const copy = createMemoryDocumentStore(new Map(), before);
        for (const line of lines.slice(0, cut)) await line(copy);
        const again = await open(copy);
        const last = again.changes.last();
        expect(values(again)).toEqual(new Set([[], ['1'], ['2'], ['2']][last - 1]));
        expect(again.clusters.settings('web').size).toBe(last > 1 ? NAMES.length : 0);
        expect(again.clusters.members('web').size).toBe(last > 3 ? NAMES.length : 0);
        expect(seen(await open(copy.reopen()))).toEqual(seen(again));
      }),
      { numRuns: 60, examples: [[0], [lines.length]] },
    );
  });

  it('lets others run while it is made, who see all of it or nothing; what they change meanwhile has a number of its own', async () => {
    let rests = 0;
    const states: unknown[] = [];
    const acts: Promise<InstanceChange>[] = [];
    let world: Registry | null = null;
    const clock = createRestlessClock(() => {
      if (world === null) return;
      rests += 1;
      states.push([world.changes.seen(), world.clusters.settings('web').size]);
      if (rests === 5)
        acts.push(world.changes.begin({ instanceId: '1', act: 'keys.set', by: 'bob', note: null, keys: [] }));
    });
    const { registry } = await filled(clock);
    world = registry;
    const [change] = await Promise.all([settings(registry, '1'), join(registry)]);
    await registry.changes.flush();
    expect(rests).toBeGreaterThan(2 * NAMES.length);
    expect(new Set(states.map((state) => JSON.stringify(state)))).toEqual(new Set(['[1,0]', '[2,1200]', '[4,1200]']));
    expect(change?.number).toBe(2);
    expect(await Promise.all(acts)).toMatchObject([{ number: 3 }]);
    expect(registry.changes.last()).toBe(4);
  });

  it('that is refused, or does nothing, takes no number', async () => {
    const { registry } = await filled(createFakeClock());
    const refused = (effects: ClusterAct['effects']) =>
      registry.changes.commit({ act: 'plans.apply', clusterId: 'web', by: 'ada', note: null, effects });
    await expect(
      refused(() => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await refused(() => null)).toBeNull();
    expect(registry.changes.last()).toBe(1);
    expect((await settings(registry, '1'))?.number).toBe(2);
  });

  it('is there for readers and stored later on as the newest one of its records says', async () => {
    const { store, registry } = await filled(createFakeClock());
    await settings(registry, '1');
    const next = settings(registry, '2');
    await registry.turn(() => registry.instances.remove('7'));
    await Promise.all([next, join(registry)]);
    await registry.changes.flush();
    const again = await open(store.reopen());
    expect(seen(again)).toEqual(seen(registry));
    expect(again.clusters.members('web').size).toBe(NAMES.length - 1);
    expect(again.instances.get('7')).toBeUndefined();
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
