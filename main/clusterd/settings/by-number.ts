import type { SettingRecord, TombstoneRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';

/** What is newer than a number, found by bisection. */
export interface ByNumber {
  settingsAfter(clusterId: string, number: number): readonly SettingRecord[];
  /** Those of which something is newer. */
  tombstonesAfter(clusterId: string, number: number): readonly TombstoneRecord[];
}

interface Numbered<T> {
  readonly number: number;
  readonly record: T;
}

interface Sorted {
  readonly revision: number;
  readonly settings: readonly Numbered<SettingRecord>[];
  readonly tombstones: readonly Numbered<TombstoneRecord>[];
}

/** Sorts what a cluster itself has, once for each of its revisions. */
export function createByNumber(view: ClusterView): ByNumber {
  const all = new Map<string, Sorted>();

  function sorted(clusterId: string): Sorted {
    const revision = view.revision(clusterId);
    const known = all.get(clusterId);
    if (known?.revision === revision) return known;
    const made = {
      revision,
      settings: inOrder(view.settings(clusterId), ({ number }) => number),
      tombstones: inOrder(view.tombstones(clusterId), newestOf),
    };
    if (view.cluster(clusterId) === undefined) all.delete(clusterId);
    else all.set(clusterId, made);
    return made;
  }

  return {
    settingsAfter: (clusterId, number) => after(sorted(clusterId).settings, number),
    tombstonesAfter: (clusterId, number) => after(sorted(clusterId).tombstones, number),
  };
}

function newestOf({ whole, metakeys }: TombstoneRecord): number {
  return Math.max(whole ?? 0, ...Object.values(metakeys));
}

function inOrder<T>(records: ReadonlyMap<string, T>, numberOf: (record: T) => number): readonly Numbered<T>[] {
  return [...records.values()]
    .map((record) => ({ number: numberOf(record), record }))
    .sort((a, b) => a.number - b.number);
}

function after<T>(records: readonly Numbered<T>[], number: number): readonly T[] {
  let [from, to] = [0, records.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((records[middle]?.number ?? Infinity) > number) to = middle;
    else from = middle + 1;
  }
  return records.slice(from).map(({ record }) => record);
}
