import type { Pace, Steps } from '../pace.ts';
import { inPieces } from './change-parts.ts';
import type { ClusterChange } from './change-records.ts';
import { sizeOfRecord } from './change-size.ts';
import type { Collection } from './collection.ts';
import type { ClusterRecord, Effects, SettingRecord, TombstoneRecord } from './cluster-records.ts';
import type { InstanceRecord } from './records.ts';
import type { Turn } from './turns.ts';

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

/** Makes the records what a change says, in memory alone. An instance that is gone stays gone. Done again with the same effects it changes nothing. */
export function showEffects({ clusters, settings, tombstones, instances }: ClusterCollections, effects: Effects): void {
  for (const record of effects.clusters) clusters.refresh(record.id, record);
  for (const record of effects.settings) settings.refresh(ofKey(record), record);
  for (const record of effects.tombstones) tombstones.refresh(ofKey(record), record);
  for (const { instanceId, clusterId, number } of effects.places) {
    const record = instances.get(instanceId);
    if (record !== undefined) instances.refresh(instanceId, { ...record, clusterId, placedNumber: number });
  }
  for (const gone of effects.goneSettings) settings.forget(ofKey(gone));
  for (const gone of effects.goneTombstones) tombstones.forget(ofKey(gone));
  for (const id of effects.goneClusters) clusters.forget(id);
}

/**
 * Stores the records that a change has made, as they are by now, some at once. Those of instances are written by others too, so that theirs are stored in
 * turns of the registry.
 */
export async function storeEffects(
  collections: ClusterCollections,
  effects: Effects,
  { turn, pace }: { readonly turn: Turn; readonly pace: Pace },
): Promise<void> {
  const together = ({ items }: { readonly items: readonly Storing[] }) =>
    Promise.all(items.map(({ store }) => store()));
  for (const piece of inPieces(storings(collections, effects), sizeOfStoring)) {
    if (pace.isDue()) await pace.rest();
    await together(piece);
  }
  for (const piece of inPieces(placings(collections, effects), sizeOfStoring)) await turn(() => together(piece));
}

/** What of a change is to be stored, and how. */
interface Storing {
  readonly record: Effects[keyof Effects][number];
  store(): Promise<void>;
}

const sizeOfStoring = ({ record }: Storing): number => sizeOfRecord(record);

function* storings({ clusters, settings, tombstones }: ClusterCollections, effects: Effects): Generator<Storing> {
  for (const record of effects.clusters) yield { record, store: () => clusters.storeAgain(record.id) };
  for (const record of effects.goneClusters) yield { record, store: () => clusters.storeAgain(record) };
  for (const records of [effects.settings, effects.goneSettings]) {
    for (const record of records) yield { record, store: () => settings.storeAgain(ofKey(record)) };
  }
  for (const records of [effects.tombstones, effects.goneTombstones]) {
    for (const record of records) yield { record, store: () => tombstones.storeAgain(ofKey(record)) };
  }
}

function* placings({ instances }: ClusterCollections, { places }: Effects): Generator<Storing> {
  for (const record of places) yield { record, store: () => instances.storeAgain(record.instanceId) };
}

/** The records that these effects would replace or remove. */
export function* replacedBy(
  effects: Effects,
  { clusters, settings, instances }: ClusterCollections,
): Steps<ClusterChange['before']> {
  const before: ClusterChange['before'] = { clusters: [], settings: [], places: [] };
  for (const id of [...effects.clusters.map((each) => each.id), ...effects.goneClusters]) {
    const record = clusters.get(id);
    if (record !== undefined) before.clusters.push(record);
    yield;
  }
  for (const each of [...effects.settings, ...effects.goneSettings]) {
    const record = settings.get(ofKey(each));
    if (record !== undefined) before.settings.push(record);
    yield;
  }
  for (const { instanceId } of effects.places) {
    const record = instances.get(instanceId);
    if (record !== undefined)
      before.places.push({ instanceId, clusterId: record.clusterId, number: record.placedNumber });
    yield;
  }
  return before;
}
