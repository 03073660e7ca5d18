import { ofKey } from '../registry/apply-effects.ts';
import type { ClusterChange } from '../registry/change-records.ts';
import type { TombstoneRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';

/** How much of each change still is as that change left it. */
export interface LiveKeys {
  /** Whether nothing is. */
  isReplaced(number: number): boolean;
  /** Returns the numbers of the changes of which this one has replaced the rest. */
  note(change: ClusterChange): readonly number[];
}

export function createLiveKeys(view: ClusterView): LiveKeys {
  const counts = new Map<number, number>();
  const removals = new Map<string, readonly number[]>();

  function add(number: number): void {
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }

  /** Whether it was the last one. */
  function drop(number: number): boolean {
    const left = (counts.get(number) ?? 0) - 1;
    if (left > 0) counts.set(number, left);
    else counts.delete(number);
    return left === 0;
  }

  function addRemoval(tombstone: TombstoneRecord): void {
    const numbers = numbersOf(tombstone);
    removals.set(ofKey(tombstone), numbers);
    numbers.forEach(add);
  }

  for (const id of view.clusterIds()) {
    for (const { number } of view.settings(id).values()) add(number);
    for (const tombstone of view.tombstones(id).values()) addRemoval(tombstone);
  }
  return {
    isReplaced: (number) => !counts.has(number),
    note({ effects, before }) {
      const touched = [...effects.tombstones, ...effects.goneTombstones].map(ofKey);
      const old = [...before.settings.map(({ number }) => number), ...touched.flatMap((id) => removals.get(id) ?? [])];
      for (const { number } of effects.settings) add(number);
      for (const gone of effects.goneTombstones) removals.delete(ofKey(gone));
      for (const tombstone of effects.tombstones) addRemoval(tombstone);
      return old.filter(drop);
    },
  };
}

function numbersOf({ whole, metakeys }: TombstoneRecord): readonly number[] {
  return [...(whole === null ? [] : [whole]), ...Object.values(metakeys)];
}
