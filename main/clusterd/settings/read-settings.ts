import { compareKeyNames } from '#shared/model/key-order.ts';
import { isAtOrBelow, parentOf, type KeyName } from '#shared/model/key-name.ts';
import { missing } from '../keys/missing.ts';
import { patternOf, type Searched } from '../keys/search.ts';
import type { KeyReading, SubtreeReading } from '../ports.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { pathOf } from './tree.ts';

/** What clusters set, in the form of keys that were read of an instance. */
export interface SettingReads {
  /** `name` null: all. `levels` as for an elektrad. `inherited`: with what the clusters above set. */
  subtree(clusterId: string, name: string | null, levels: number, inherited: boolean): SubtreeReading;
  /** To search in what the cluster itself sets. */
  searched(clusterId: string): Searched;
}

/** How many clusters have their settings kept in order. */
const KEPT = 16;

/** The name that stands for all namespaces. */
const ROOT = '/';

interface Ordered {
  readonly from: string;
  readonly records: ReadonlyMap<string, SettingRecord>;
  /** In key order. */
  readonly names: readonly string[];
}

export function createSettingReads(view: ClusterView): SettingReads {
  const kept = new Map<string, Ordered>();

  function ordered(clusterId: string, inherited: boolean): Ordered {
    const path = inherited ? pathOf(view, clusterId).map(({ id }) => id) : [clusterId];
    const from = path.map((id) => `${id} ${view.revision(id)}`).join('/');
    const known = kept.get(`${clusterId} ${inherited}`);
    if (known?.from === from) return known;
    const records = new Map(path.flatMap((id) => [...view.settings(id)]));
    const made = { from, records, names: [...records.keys()].sort(compareKeyNames) };
    kept.delete(`${clusterId} ${inherited}`);
    kept.set(`${clusterId} ${inherited}`, made);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return made;
  }

  return {
    subtree(clusterId, name, levels, inherited) {
      const { records, names } = ordered(clusterId, inherited);
      const reading = (each: string) => settingReading(each, records.get(each));
      if (name === null) return treeOf(ROOT, names, levels, reading);
      const from = names.findIndex((each) => isAtOrBelow(each as KeyName, name as KeyName));
      return treeOf(name, from === -1 ? [] : whileBelow(names, from, name), levels, reading);
    },
    searched(clusterId) {
      const { records, names } = ordered(clusterId, false);
      const reading = (each: string) => settingReading(each, records.get(each));
      return {
        find: async (query) => {
          const pattern = patternOf(query);
          return names.filter((name) => pattern.test(name));
        },
        read: async (_name, levels) => treeOf(ROOT, names, levels, reading),
        readFound: async (wanted) => wanted.filter((name) => records.has(name)).map(reading),
      };
    },
  };
}

/** A setting like a key that was read; one of metadata alone has no value. */
export function settingReading(name: string, setting: SettingRecord | undefined): KeyReading {
  if (setting === undefined) return missing(name);
  const { value, meta } = setting;
  return { name, exists: true, ...(value === null ? {} : { value }), meta };
}

/** `names`: those at and below `name`, in key order. */
function treeOf(
  name: string,
  names: readonly string[],
  levels: number,
  reading: (name: string) => KeyReading,
): SubtreeReading {
  if (levels === 0) return { ...reading(name), names };
  const children: SubtreeReading[] = [];
  for (let from = names[0] === name ? 1 : 0; from < names.length;) {
    const child = childAbove(name, names[from] as KeyName);
    const below = whileBelow(names, from, child);
    children.push(levels > 1 ? treeOf(child, below, levels - 1, reading) : { ...reading(child), names: below });
    from += below.length;
  }
  return { ...reading(name), names, children };
}

function whileBelow(names: readonly string[], from: number, top: string): readonly string[] {
  let to = from + 1;
  while (to < names.length && isAtOrBelow(names[to] as KeyName, top as KeyName)) to += 1;
  return names.slice(from, to);
}

/** The name one part longer than `parent` on the way to a name below it. */
function childAbove(parent: string, name: KeyName): string {
  let child = name;
  for (let above = parentOf(child); above !== null && above !== parent; above = parentOf(child)) child = above;
  return child;
}
