import { describe, expect, it } from 'vitest';
import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import type { Registry } from '../registry/registry.ts';
import { effectsOfEdits } from './edits.ts';
import { createLocks } from './locks.ts';
import { deliveredUpTo, openFleet } from './testing/open-fleet.ts';

const change = (registry: Registry, clusterId: string, edits: readonly ClusterEdit[]) =>
  registry.changes.commit({
    act: 'test',
    clusterId,
    by: 'ada',
    note: null,
    effects: (stamp) => effectsOfEdits(registry.clusters, clusterId, edits, stamp, false),
  });

async function withSettings(count: number) {
  const registry = await openFleet({ clusters: { top: null, low: 'top' }, instances: { i: 'low' } });
  const edits = Array.from(
    { length: count },
    (_, at) => ({ kind: 'set', key: `system:/a/${at}`, value: '1' }) as const,
  );
  await change(registry, 'top', edits);
  return registry;
}

/** Counts what is asked of a view, and of the maps that it gives out. */
function counted(view: ClusterView) {
  let calls = 0;
  const countingMap = <K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> =>
    new Proxy(map, {
      get(target, name) {
        calls += 1;
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  const counting: ClusterView = {
    cluster: (id) => count(view.cluster(id)),
    clusterIds: () => count(view.clusterIds()),
    children: (id) => count(view.children(id)),
    settings: (id) => countingMap(count(view.settings(id))),
    tombstones: (id) => countingMap(count(view.tombstones(id))),
    revision: (id) => count(view.revision(id)),
    members: (id) => count(view.members(id)),
    place: (id) => count(view.place(id)),
  };
  function count<T>(result: T): T {
    calls += 1;
    return result;
  }
  return {
    counting,
    callsOf(work: () => unknown): number {
      calls = 0;
      work();
      return calls;
    },
  };
}

describe('locks', () => {
  it('are found by as many look-ups among many settings as among few', async () => {
    const costs = [];
    for (const count of [3, 3000]) {
      const { clusters } = await withSettings(count);
      const { counting, callsOf } = counted(clusters);
      const locks = createLocks(counting, () => deliveredUpTo(0));
      locks.below('i', 'system:/a');
      costs.push([
        callsOf(() => locks.of('i', 'system:/a/1')),
        callsOf(() => locks.of('i', 'user:/other')),
        callsOf(() => locks.below('i', 'system:/a')),
        callsOf(() => locks.below('i', 'dir:/other')),
      ]);
    }
    expect(costs[1]).toEqual(costs[0]);
    expect(Math.max(...costs.flat())).toBeLessThan(50);
  });

  it('name cluster, key, person and time', async () => {
    const registry = await withSettings(1);
    const locks = createLocks(registry.clusters, () => deliveredUpTo(0));
    const refuse = () => locks.refuse('i', [{ key: 'user:/a/0', what: 'value' }]);
    const setting = registry.clusters.settings('top').get('system:/a/0');
    const data = {
      clusterId: 'top',
      clusterName: 'top',
      key: 'system:/a/0',
      metakeys: null,
      by: 'ada',
      at: setting?.at,
      removing: false,
    };
    expect(refuse).toThrow(expect.objectContaining({ code: 'KEY_LOCKED', data }));
    expect(refuse).toThrow(new RegExp(`top sets system:/a/0.*\\(ada, ${new Date(setting?.at ?? 0).toISOString()}\\)`));
    expect(() => locks.refuse('i', [{ key: 'system:/b', what: 'subtree' }])).not.toThrow();
  });

  it('hold until the removal is delivered, and no longer', async () => {
    const registry = await withSettings(1);
    await change(registry, 'top', [{ kind: 'remove', key: 'system:/a/0', keep: false }]);
    let confirmed = registry.changes.last() - 1;
    const locks = createLocks(registry.clusters, () => deliveredUpTo(confirmed));
    expect(locks.of('i', 'system:/a/0')).toMatchObject({ removing: true, clusterId: 'top' });
    confirmed = registry.changes.last();
    expect(locks.of('i', 'system:/a/0')).toBeNull();
  });
});
