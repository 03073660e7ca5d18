import { describe, expect, it } from 'vitest';
import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { createEffective } from './effective.ts';
import { effectsOfEdits } from './edits.ts';
import { deliveredUpTo, openFleet } from './testing/open-fleet.ts';

const set = (key: string): ClusterEdit => ({ kind: 'set', key, value: '1' });

async function withSettings(count: number) {
  const registry = await openFleet({ clusters: { top: null, low: 'top' }, instances: { a: 'low', b: 'low' } });
  const change = (clusterId: string, edits: readonly ClusterEdit[]) =>
    registry.changes.commit({
      act: 'test',
      clusterId,
      by: 'ada',
      note: null,
      effects: (stamp) => effectsOfEdits(registry.clusters, clusterId, edits, stamp, false),
    });
  await change(
    'top',
    Array.from({ length: count }, (_, at) => set(`system:/${at}`)),
  );
  return { registry, change };
}

/** How often the settings of a cluster are asked for. */
function counted(view: ClusterView) {
  let calls = 0;
  const settings: ClusterView['settings'] = (id) => {
    calls += 1;
    return view.settings(id);
  };
  return { counting: { ...view, settings }, calls: () => calls };
}

describe('what is effective', () => {
  it('is put together once for all members of a cluster, and anew after a change on the way up', async () => {
    const { registry, change } = await withSettings(3);
    const effective = createEffective(registry.clusters);
    const before = effective.settings('a');
    expect(effective.settings('b')).toBe(before);
    await change('top', [set('system:/new')]);
    expect(effective.settings('a').has('system:/new')).toBe(true);
    expect(effective.settings('b')).toBe(effective.settings('a'));
    expect(before.size).toBe(3);
  });

  it('is set by a cluster below although one above is still removing it, and gone everywhere else', async () => {
    const { registry, change } = await withSettings(1);
    const confirmed = registry.changes.last();
    await change('top', [{ kind: 'remove', key: 'system:/0', keep: false }]);
    const effective = createEffective(registry.clusters);
    const removed = effective.due('a', deliveredUpTo(confirmed));
    expect(removed.keys).toMatchObject([{ key: 'system:/0', set: null, gone: 'key', clusterId: 'top' }]);
    await change('low', [set('system:/0')]);
    const due = effective.due('a', deliveredUpTo(confirmed));
    expect(due).toMatchObject({ compare: false, keys: [{ set: { value: '1' }, gone: [], clusterId: 'low' }] });
    expect(effective.dueCount('a', deliveredUpTo(confirmed))).toBe(1);
  });

  it('is counted for each further member without looking at what is set', async () => {
    for (const size of [3, 3000]) {
      const { registry } = await withSettings(size);
      const { counting, calls } = counted(registry.clusters);
      const effective = createEffective(counting);
      const delivery = deliveredUpTo(1);
      expect(effective.dueCount('a', delivery)).toBe(size);
      const first = calls();
      expect(effective.dueCount('b', delivery)).toBe(size);
      expect(calls() - first).toBe(0);
    }
  });

  it('is counted without what was refused, also while it is not known how far a delivery came', async () => {
    const { registry } = await withSettings(3);
    const effective = createEffective(registry.clusters);
    const [number, error] = [registry.changes.last(), { code: 'ELEKTRA_REJECTED', message: 'no' }];
    const delivery = { ...deliveredUpTo(1), rejected: { 'system:/0': { number, error } } };
    expect(effective.dueCount('a', delivery)).toBe(2);
    expect(effective.due('a', delivery).keys).toHaveLength(2);
  });

  it('is paused with any cluster on the way up, and nothing for who is in none', async () => {
    const { registry } = await withSettings(1);
    const effective = createEffective(registry.clusters);
    expect([effective.isPaused('a'), effective.isPaused('gone')]).toEqual([false, false]);
    await registry.changes.commit({
      act: 'test',
      clusterId: 'top',
      by: 'ada',
      note: null,
      effects: () => ({
        ...{ goneClusters: [], settings: [], goneSettings: [], tombstones: [], goneTombstones: [], places: [] },
        clusters: [...registry.clusters.clusterIds()]
          .flatMap((id) => registry.clusters.cluster(id) ?? [])
          .filter(({ id }) => id === 'top')
          .map((cluster) => ({ ...cluster, paused: true })),
      }),
    });
    expect(effective.isPaused('a')).toBe(true);
    expect(effective.due('gone', deliveredUpTo(0))).toEqual({ compare: false, keys: [] });
    expect([...effective.membersBelow('top')].sort()).toEqual(['a', 'b']);
    expect(effective.path('low').map(({ id }) => id)).toEqual(['low', 'top']);
  });
});
