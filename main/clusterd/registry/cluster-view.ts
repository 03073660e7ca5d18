import type { Collection } from './collection.ts';
import type { ClusterRecord, SettingRecord, TombstoneRecord } from './cluster-records.ts';
import type { InstanceRecord } from './records.ts';

/** What is known of the clusters, to be looked at without walking over all of it. */
export interface ClusterView {
  cluster(id: string): ClusterRecord | undefined;
  clusterIds(): Iterable<string>;
  /** The clusters directly below this one; null: those at the top. */
  children(parentId: string | null): ReadonlySet<string>;
  /** What it sets itself, by key. */
  settings(clusterId: string): ReadonlyMap<string, SettingRecord>;
  /** By key. */
  tombstones(clusterId: string): ReadonlyMap<string, TombstoneRecord>;
  /** Another number after each change of its settings or tombstones, so that what is made from them can be kept until then. */
  revision(clusterId: string): number;
  /** The instances directly in it. */
  members(clusterId: string): ReadonlySet<string>;
  /** undefined: there is no such instance. `number`: of the change that put it there, 0 when none has. */
  place(instanceId: string): { readonly clusterId: string | null; readonly number: number } | undefined;
}

const NONE: ReadonlySet<string> = new Set();
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

interface Parts {
  readonly clusters: Collection<ClusterRecord>;
  readonly settings: Collection<SettingRecord>;
  readonly tombstones: Collection<TombstoneRecord>;
  readonly instances: Collection<InstanceRecord>;
}

/** The view of the records as they are. */
export function createClusterView({ clusters, settings, tombstones, instances }: Parts): ClusterView {
  const children = new Map<string | null, Set<string>>();
  const members = new Map<string, Set<string>>();
  clusters.watch((before, after) => {
    if (before !== undefined && after?.parentId !== before.parentId) leave(children, before.parentId, before.id);
    if (after !== undefined) enter(children, after.parentId, after.id);
  });
  instances.watch((before, after) => {
    const [from = null, to = null] = [before?.clusterId, after?.clusterId];
    if (from === to) return;
    if (before !== undefined && from !== null) leave(members, from, before.id);
    if (after !== undefined && to !== null) enter(members, to, after.id);
  });
  const revisions = new Map<string, number>();
  const settingsOf = byCluster(settings, revisions);
  const tombstonesOf = byCluster(tombstones, revisions);
  return {
    cluster: (id) => clusters.get(id),
    clusterIds: () => clusters.all.keys(),
    children: (parentId) => children.get(parentId) ?? NONE,
    settings: (clusterId) => settingsOf.get(clusterId) ?? NOTHING,
    tombstones: (clusterId) => tombstonesOf.get(clusterId) ?? NOTHING,
    revision: (clusterId) => revisions.get(clusterId) ?? 0,
    members: (clusterId) => members.get(clusterId) ?? NONE,
    place(instanceId) {
      const record = instances.get(instanceId);
      return record === undefined ? undefined : { clusterId: record.clusterId, number: record.placedNumber };
    },
  };
}

function byCluster<T extends { readonly clusterId: string; readonly key: string }>(
  collection: Collection<T>,
  revisions: Map<string, number>,
): ReadonlyMap<string, ReadonlyMap<string, T>> {
  const all = new Map<string, Map<string, T>>();
  collection.watch((before, after) => {
    const changed = after ?? before;
    if (changed !== undefined) revisions.set(changed.clusterId, (revisions.get(changed.clusterId) ?? 0) + 1);
    if (before !== undefined && after === undefined) {
      const own = all.get(before.clusterId);
      own?.delete(before.key);
      if (own?.size === 0) all.delete(before.clusterId);
    }
    if (after === undefined) return;
    const own = all.get(after.clusterId) ?? new Map<string, T>();
    all.set(after.clusterId, own.set(after.key, after));
  });
  return all;
}

function enter<K>(sets: Map<K, Set<string>>, at: K, id: string): void {
  const set = sets.get(at) ?? new Set<string>();
  sets.set(at, set.add(id));
}

function leave<K>(sets: Map<K, Set<string>>, at: K, id: string): void {
  const set = sets.get(at);
  set?.delete(id);
  if (set?.size === 0) sets.delete(at);
}
