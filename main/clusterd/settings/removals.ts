import type { SettingRecord, TombstoneRecord } from '../registry/cluster-records.ts';
import type { DueKey } from './effective.ts';

/** What one cluster wants to be gone of a key. */
export interface Removal {
  readonly key: string;
  readonly number: number;
  readonly clusterId: string;
  readonly gone: DueKey['gone'];
}

/** What of a tombstone is to be done; none, one. What is set of the key anyway stays. `counts`: whether what has this number does. */
export function removalsOf(
  { key, clusterId, whole, metakeys }: TombstoneRecord,
  setting: SettingRecord | undefined,
  counts: (number: number) => boolean,
): readonly Removal[] {
  if (whole !== null && setting === undefined && counts(whole)) {
    const numbers = Object.values(metakeys).filter(counts);
    return [{ key, clusterId, number: Math.max(whole, ...numbers), gone: 'key' }];
  }
  const gone = Object.entries(metakeys).filter(
    ([metakey, number]) => counts(number) && !(setting !== undefined && Object.hasOwn(setting.meta, metakey)),
  );
  if (gone.length === 0) return [];
  const number = Math.max(...gone.map(([, each]) => each));
  return [{ key, clusterId, number, gone: gone.map(([metakey]) => metakey) }];
}

/** Adds removals to what is to be done of each key. Clusters one above the other may each have stopped to set something of one key. */
export function addRemovals(due: Map<string, DueKey>, removals: readonly Removal[]): ReadonlyMap<string, DueKey> {
  for (const { key, number, clusterId, gone } of removals) {
    const before = due.get(key);
    due.set(key, {
      key,
      number: Math.max(before?.number ?? 0, number),
      clusterId: before !== undefined && (before.set !== null || before.number > number) ? before.clusterId : clusterId,
      set: before?.set ?? null,
      gone: together(before?.gone ?? [], gone),
    });
  }
  return due;
}

function together(a: DueKey['gone'], b: DueKey['gone']): DueKey['gone'] {
  return a === 'key' || b === 'key' ? 'key' : [...new Set([...a, ...b])];
}
