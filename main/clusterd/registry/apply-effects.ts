import { isSecret } from '#shared/model/key.ts';
import type { ClusterChange } from './change-records.ts';
import type { Collection } from './collection.ts';
import type { ClusterRecord, Effects, SettingRecord, TombstoneRecord } from './cluster-records.ts';
import type { InstanceRecord } from './records.ts';

export interface ClusterCollections {
  readonly clusters: Collection<ClusterRecord>;
  /** By cluster and key, see `ofKey`. */
  readonly settings: Collection<SettingRecord>;
  readonly tombstones: Collection<TombstoneRecord>;
  readonly instances: Collection<InstanceRecord>;
}

/** Under which id a cluster's record of a key is stored. */
export function ofKey({ clusterId, key }: { readonly clusterId: string; readonly key: string }): string {
  return `${clusterId}/${key}`;
}

/**
 * Makes the records what a change says, in memory at once; the promise resolves when they are stored as well. An instance that is gone stays gone.
 * Done again with the same effects it changes nothing.
 */
export function applyEffects(collections: ClusterCollections, effects: Effects): Promise<unknown> {
  const { clusters, settings, tombstones, instances } = collections;
  const places = effects.places.flatMap(({ instanceId, clusterId, number }) => {
    const record = instances.get(instanceId);
    return record === undefined ? [] : [{ ...record, clusterId, placedNumber: number }];
  });
  // What makes keys secret comes first, so that none of them is stored as it is.
  const ordered = effects.settings.toSorted((a, b) => Number(isSecret(b.meta)) - Number(isSecret(a.meta)));
  return Promise.all([
    ...effects.clusters.map((record) => clusters.putAtOnce(record.id, record)),
    ...ordered.map((record) => settings.putAtOnce(ofKey(record), record)),
    ...effects.tombstones.map((record) => tombstones.putAtOnce(ofKey(record), record)),
    ...places.map((record) => instances.putAtOnce(record.id, record)),
    ...effects.goneSettings.map((gone) => settings.removeAtOnce(ofKey(gone))),
    ...effects.goneTombstones.map((gone) => tombstones.removeAtOnce(ofKey(gone))),
    ...effects.goneClusters.map((id) => clusters.removeAtOnce(id)),
  ]);
}

/** The records that these effects would replace or remove. */
export function replacedBy(effects: Effects, collections: ClusterCollections): ClusterChange['before'] {
  const { clusters, settings, instances } = collections;
  const ids = [...effects.clusters.map(({ id }) => id), ...effects.goneClusters];
  return {
    clusters: ids.flatMap((id) => clusters.get(id) ?? []),
    settings: [...effects.settings, ...effects.goneSettings].flatMap((each) => settings.get(ofKey(each)) ?? []),
    places: effects.places.flatMap(({ instanceId }) => {
      const record = instances.get(instanceId);
      return record === undefined ? [] : [{ instanceId, clusterId: record.clusterId, number: record.placedNumber }];
    }),
  };
}
