import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Steps } from '../pace.ts';
import type { ClusterRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import type { Draft } from './draft.ts';
import { takeOver } from './set-setting.ts';
import { endTombstone } from './tombstones.ts';
import { pathOf } from './tree.ts';

/** @throws ElektraError CLUSTER_NOT_FOUND */
export function requireCluster(view: ClusterView, id: string): ClusterRecord {
  const cluster = view.cluster(id);
  if (cluster !== undefined) return cluster;
  throw new ElektraError('CLUSTER_NOT_FOUND', `There is no cluster ${id}. It may have been removed; reload the list.`, {
    data: { id },
  });
}

/** @throws ElektraError CLUSTER_NAME_TAKEN when another cluster with this parent has the name */
export function refuseTakenName(view: ClusterView, parentId: string | null, name: string, own: string | null): void {
  for (const id of view.children(parentId)) {
    const existing = view.cluster(id);
    if (id === own || existing?.name !== name) continue;
    const message = `There is a cluster ${name} at this place already. Choose another name.`;
    throw new ElektraError('CLUSTER_NAME_TAKEN', message, { data: { existing: { id, name } } });
  }
}

/**
 * Gives a cluster another parent. What it and those below it set of keys that the clusters above set now is taken over by these.
 * @throws ElektraError CLUSTER_NOT_FOUND, CLUSTER_CYCLE, CLUSTER_NAME_TAKEN
 */
export function* placeCluster(draft: Draft, clusterId: string, parentId: string | null): Steps<void> {
  const cluster = requireCluster(draft.view, clusterId);
  if (parentId === cluster.parentId) return;
  if (parentId !== null) refuseCycle(draft.view, cluster, requireCluster(draft.view, parentId));
  refuseTakenName(draft.view, parentId, cluster.name, clusterId);
  const above = pathOf(draft.view, parentId);
  for (const id of [clusterId, ...draft.setBelow(clusterId)]) {
    for (const key of [...draft.view.settings(id).keys()]) {
      if (above.some((each) => draft.view.settings(each.id).has(key))) takeOver(draft, id, key);
      yield;
    }
    for (const key of [...draft.view.tombstones(id).keys()]) {
      const setting = above.flatMap((each) => draft.view.settings(each.id).get(key) ?? [])[0];
      if (setting !== undefined) endTombstone(draft, id, key, setting.meta);
      yield;
    }
  }
  draft.putCluster({ ...cluster, parentId: parentId as ClusterRecord['parentId'], placedNumber: draft.stamp.number });
}

function refuseCycle(view: ClusterView, cluster: ClusterRecord, parent: ClusterRecord): void {
  if (!pathOf(view, parent.id).some(({ id }) => id === cluster.id)) return;
  const message = `${parent.name} is ${parent.id === cluster.id ? 'the cluster itself' : `below ${cluster.name}`}, so it cannot be its parent. Choose another parent.`;
  throw new ElektraError('CLUSTER_CYCLE', message, { data: { clusterId: cluster.id, parentId: parent.id } });
}
