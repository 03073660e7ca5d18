import type { ClusterView } from '../registry/cluster-view.ts';
import { pathOf } from './tree.ts';

/** Whether what was changed with this number is still what the clusters of an instance set of a key, or want to be gone of it. */
export function isCurrentFor(view: ClusterView, instanceId: string, key: string, number: number): boolean {
  return pathOfInstance(view, instanceId).some(({ id }) => {
    const tombstone = view.tombstones(id).get(key);
    const removals = tombstone === undefined ? [] : [tombstone.whole, ...Object.values(tombstone.metakeys)];
    return view.settings(id).get(key)?.number === number || removals.includes(number);
  });
}

/** Whether a cluster of the instance sets the key. */
export function isSetFor(view: ClusterView, instanceId: string, key: string): boolean {
  return pathOfInstance(view, instanceId).some(({ id }) => view.settings(id).has(key));
}

function pathOfInstance(view: ClusterView, instanceId: string) {
  return pathOf(view, view.place(instanceId)?.clusterId ?? null);
}
