import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Steps } from '../pace.ts';
import type { Stamp } from '../registry/changes.ts';
import type { Effects } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { createDraft } from './draft.ts';
import { placeCluster, refuseTakenName, requireCluster } from './place-cluster.ts';
import { leaveInstances } from './place-instances.ts';

/**
 * What the removal of a cluster does: what it set is released. By force its members leave, and the clusters below it move up.
 * @throws ElektraError CLUSTER_NOT_FOUND, CLUSTER_NOT_EMPTY, or CLUSTER_NAME_TAKEN of a cluster that would move up
 */
export function* effectsOfRemoval(
  view: ClusterView,
  clusterId: string,
  stamp: Stamp,
  force: boolean,
): Steps<Effects | null> {
  const cluster = requireCluster(view, clusterId);
  const members = [...view.members(clusterId)];
  const children = [...view.children(clusterId)];
  if (!force && members.length + children.length > 0) {
    const has = `${members.length} members and ${children.length} clusters directly below it`;
    throw new ElektraError(
      'CLUSTER_NOT_EMPTY',
      `${cluster.name} has ${has}. Remove it by force: members leave, clusters move up.`,
      { data: { members: members.length, children: children.length } },
    );
  }
  const draft = createDraft(view, stamp);
  for (const id of children) refuseTakenName(view, cluster.parentId, requireCluster(view, id).name, clusterId);
  yield* leaveInstances(draft, clusterId, members);
  for (const setting of view.settings(clusterId).values()) {
    draft.removeSetting(setting);
    yield;
  }
  for (const tombstone of view.tombstones(clusterId).values()) {
    draft.removeTombstone(tombstone);
    yield;
  }
  draft.removeCluster(clusterId);
  for (const id of children) yield* placeCluster(draft, id, cluster.parentId);
  return yield* draft.effects();
}
