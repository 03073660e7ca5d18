import type { ClusterChange } from '../registry/change-records.ts';
import type { ClusterRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import type { InstanceRecord } from '../registry/records.ts';

/** Where an instance is, and the clusters above it: as they are now, or as they were. */
export interface Places {
  place(instanceId: string): { readonly clusterId: string | null; readonly number: number } | undefined;
  cluster(id: string): Pick<ClusterRecord, 'parentId' | 'placedNumber'> | undefined;
}

/**
 * How the change of this number reaches an instance. set: it changed what a cluster above it sets, while the instance was below that. came: it brought
 * the instance to where it is now, or a cluster above it. null: not at all, or no longer.
 */
export function reachedBy(
  places: Places,
  instanceId: string,
  number: number,
  roots: ReadonlySet<string>,
): 'set' | 'came' | null {
  const place = places.place(instanceId);
  if (place === undefined || place.clusterId === null || place.number > number) return null;
  if (place.number === number) return 'came';
  for (let at: string | null = place.clusterId; at !== null;) {
    if (roots.has(at)) return 'set';
    const cluster = places.cluster(at);
    if (cluster === undefined || cluster.placedNumber > number) return null;
    if (cluster.placedNumber === number) return 'came';
    at = cluster.parentId;
  }
  return null;
}

/** The clusters of whose keys a change is about: those where something is to be written or removed. */
export function rootsOf({ number, effects }: ClusterChange): readonly string[] {
  const removing = effects.tombstones.filter(
    ({ whole, metakeys }) => whole === number || Object.values(metakeys).includes(number),
  );
  return [...new Set([...effects.settings, ...removing].map(({ clusterId }) => clusterId))];
}

/** The clusters that it moved in the tree. */
export function movedBy({ number, effects }: ClusterChange): readonly string[] {
  return effects.clusters.filter(({ placedNumber }) => placedNumber === number).map(({ id }) => id);
}

/** As it was before the change. */
export function placesBefore(view: ClusterView, { before }: ClusterChange): Places {
  const places = new Map(before.places.map((place) => [place.instanceId, place]));
  const clusters = new Map<string, ClusterRecord>(before.clusters.map((cluster) => [cluster.id, cluster]));
  return {
    place: (instanceId) => places.get(instanceId) ?? view.place(instanceId),
    cluster: (id) => clusters.get(id) ?? view.cluster(id),
  };
}

/** Each instance below these clusters once, and each of `instanceIds`. */
export function* instancesAt(
  view: ClusterView,
  clusterIds: Iterable<string>,
  instanceIds: Iterable<string>,
): Generator<string> {
  const seen = new Set<string>();
  const isNew = (id: string) => seen.size !== seen.add(id).size;
  for (const id of instanceIds) if (isNew(id)) yield id;
  const clusters: string[] = [...clusterIds];
  for (let id = clusters.pop(); id !== undefined; id = clusters.pop()) {
    if (!isNew(`/${id}`)) continue;
    for (const member of view.members(id)) if (isNew(member)) yield member;
    clusters.push(...view.children(id));
  }
}

/** Where an instance was that is gone. */
export function placesOfGone(view: ClusterView, gone: InstanceRecord): Places {
  const { id, clusterId, placedNumber: number } = gone;
  return {
    place: (instanceId) => (instanceId === id ? { clusterId, number } : view.place(instanceId)),
    cluster: (clusterId) => view.cluster(clusterId),
  };
}

/** The instances that get something by this change, as they are now. */
export function reachedOf(view: ClusterView, change: ClusterChange): readonly string[] {
  const arrived = change.effects.places.filter(({ clusterId }) => clusterId !== null);
  const clusterIds = [...rootsOf(change), ...movedBy(change)];
  return [
    ...instancesAt(
      view,
      clusterIds,
      arrived.map(({ instanceId }) => instanceId),
    ),
  ].filter((id) => view.place(id) !== undefined);
}

/** The instances that are not any more where they were. */
export function leftBy(view: ClusterView, change: ClusterChange): Iterable<string> {
  const placed = change.effects.places.map(({ instanceId }) => instanceId);
  return instancesAt(view, movedBy(change), placed);
}

/** Where a change may have made a difference to what is to be delivered. */
export function touchedBy(change: ClusterChange): {
  readonly clusterIds: readonly string[];
  readonly instanceIds: readonly string[];
} {
  const { effects, before } = change;
  const { settings, goneSettings, tombstones, goneTombstones } = effects;
  const paused = new Map(before.clusters.map((cluster) => [cluster.id, cluster.paused]));
  const isOther = ({ id, paused: isPaused }: ClusterRecord) => (paused.get(id) ?? isPaused) !== isPaused;
  const ofKeys = [...settings, ...goneSettings, ...tombstones, ...goneTombstones].map(({ clusterId }) => clusterId);
  return {
    clusterIds: [...new Set([...ofKeys, ...movedBy(change), ...effects.clusters.filter(isOther).map(({ id }) => id)])],
    instanceIds: effects.places.map(({ instanceId }) => instanceId),
  };
}
