import type { ClusterRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';

/** A cluster that an instance is in, directly or through clusters below it. */
export interface Step {
  readonly cluster: ClusterRecord;
  /** The number of the last change by which the instance, or a cluster on its way up to this one, came to where it is. */
  readonly since: number;
}

/** A cluster, then its parent, and so on up to the top; empty when there is no such cluster. */
export function pathOf(view: ClusterView, clusterId: string | null): readonly ClusterRecord[] {
  const path: ClusterRecord[] = [];
  for (let id = clusterId; id !== null;) {
    const cluster = view.cluster(id);
    if (cluster === undefined) return path;
    path.push(cluster);
    id = cluster.parentId;
  }
  return path;
}

/** The clusters of an instance, its own first; none for one in no cluster, or that is not there. */
export function wayOf(view: ClusterView, instanceId: string): readonly Step[] {
  const place = view.place(instanceId);
  if (place === undefined) return [];
  let since = place.number;
  return pathOf(view, place.clusterId).map((cluster) => {
    const step = { cluster, since };
    since = Math.max(since, cluster.placedNumber);
    return step;
  });
}

/** All clusters below one, a parent before its children; not that one itself. */
export function* clustersBelow(view: ClusterView, clusterId: string): Iterable<string> {
  for (const child of view.children(clusterId)) {
    yield child;
    yield* clustersBelow(view, child);
  }
}

/** The members of a cluster and of those below it. */
export function* membersBelow(view: ClusterView, clusterId: string): Iterable<string> {
  yield* view.members(clusterId);
  for (const below of clustersBelow(view, clusterId)) yield* view.members(below);
}

/** Whether the cluster, or one of those below it, has a member that was there before this change, and with it all clusters on the way up. */
export function hasMemberBefore(view: ClusterView, clusterId: string, number: number): boolean {
  for (const id of view.members(clusterId)) if ((view.place(id)?.number ?? number) < number) return true;
  for (const id of view.children(clusterId)) {
    const child = view.cluster(id);
    if (child !== undefined && child.placedNumber < number && hasMemberBefore(view, id, number)) return true;
  }
  return false;
}
