import { ofKey } from '../registry/apply-effects.ts';
import type { ClusterRecord, Effects, Place, SettingRecord, TombstoneRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { PatchedMap } from './patched-map.ts';

type OfKey = Effects['goneSettings'][number];

/** A view in which some records are others than in the one below it, which is left as it is. What is not touched is looked up there. */
export interface Overlay {
  readonly view: ClusterView;
  putCluster(record: ClusterRecord): void;
  removeCluster(id: string): void;
  putSetting(record: SettingRecord): void;
  removeSetting(gone: OfKey): void;
  putTombstone(record: TombstoneRecord): void;
  removeTombstone(gone: OfKey): void;
  putPlace(place: Place): void;
  /** What was put or removed, whether or not it differs from what was there. */
  readonly touched: {
    readonly clusters: ReadonlySet<string>;
    readonly settings: ReadonlyMap<string, OfKey>;
    readonly tombstones: ReadonlyMap<string, OfKey>;
    readonly places: ReadonlyMap<string, Place>;
  };
}

export function createOverlay(base: ClusterView): Overlay {
  const clusters = new Map<string, ClusterRecord | null>();
  const places = new Map<string, Place>();
  const touchedSettings = new Map<string, OfKey>();
  const touchedTombstones = new Map<string, OfKey>();
  const children = copied<string | null, Set<string>>((id) => new Set(base.children(id)));
  const members = copied<string, Set<string>>((id) => new Set(base.members(id)));
  const settings = copied((id: string) => new PatchedMap(base.settings(id)));
  const tombstones = copied((id: string) => new PatchedMap(base.tombstones(id)));
  let revision = 0;

  const cluster = (id: string): ClusterRecord | undefined => {
    const own = clusters.get(id);
    return own === undefined ? base.cluster(id) : (own ?? undefined);
  };
  const place: ClusterView['place'] = (id) => {
    const own = places.get(id);
    return own === undefined ? base.place(id) : { clusterId: own.clusterId, number: own.number };
  };

  function touch(touched: Map<string, OfKey>, { clusterId, key }: OfKey): void {
    touched.set(ofKey({ clusterId, key }), { clusterId, key });
    revision += 1;
  }

  const view: ClusterView = {
    cluster,
    clusterIds() {
      const kept = [...base.clusterIds()].filter((id) => clusters.get(id) !== null);
      const added = [...clusters.keys()].filter((id) => clusters.get(id) !== null && base.cluster(id) === undefined);
      return [...kept, ...added];
    },
    children: (parentId) => children.seen(parentId) ?? base.children(parentId),
    settings: (id) => settings.seen(id) ?? base.settings(id),
    tombstones: (id) => tombstones.seen(id) ?? base.tombstones(id),
    revision: (id) => base.revision(id) + revision,
    members: (id) => members.seen(id) ?? base.members(id),
    place,
  };

  return {
    view,
    putCluster(record) {
      const before = cluster(record.id);
      if (before !== undefined) children.own(before.parentId).delete(record.id);
      children.own(record.parentId).add(record.id);
      clusters.set(record.id, record);
    },
    removeCluster(id) {
      const before = cluster(id);
      if (before !== undefined) children.own(before.parentId).delete(id);
      clusters.set(id, null);
    },
    putSetting(record) {
      settings.own(record.clusterId).set(record.key, record);
      touch(touchedSettings, record);
    },
    removeSetting(gone) {
      settings.own(gone.clusterId).delete(gone.key);
      touch(touchedSettings, gone);
    },
    putTombstone(record) {
      tombstones.own(record.clusterId).set(record.key, record);
      touch(touchedTombstones, record);
    },
    removeTombstone(gone) {
      tombstones.own(gone.clusterId).delete(gone.key);
      touch(touchedTombstones, gone);
    },
    putPlace(next) {
      const before = place(next.instanceId);
      if (before === undefined) return;
      if (before.clusterId !== null) members.own(before.clusterId).delete(next.instanceId);
      if (next.clusterId !== null) members.own(next.clusterId).add(next.instanceId);
      places.set(next.instanceId, next);
    },
    touched: {
      get clusters() {
        return new Set(clusters.keys());
      },
      settings: touchedSettings,
      tombstones: touchedTombstones,
      places,
    },
  };
}

/** Copies of what is in the view below, each made when it is to be changed for the first time. */
function copied<K, T>(copy: (id: K) => T): { seen(id: K): T | undefined; own(id: K): T } {
  const copies = new Map<K, T>();
  return {
    seen: (id) => copies.get(id),
    own(id) {
      const own = copies.get(id) ?? copy(id);
      copies.set(id, own);
      return own;
    },
  };
}
