import type { ClusterView } from '../registry/cluster-view.ts';

/** The names of keys that a cluster itself sets or is removing, to be looked through below a key without looking at all of them. */
export interface KeyNames {
  below(clusterId: string, key: string): Iterable<string>;
  /** Only of those whose value, or with it the whole key, is meant. */
  wholeBelow(clusterId: string, key: string): Iterable<string>;
}

interface Sorted {
  readonly revision: number;
  readonly all: readonly string[];
  readonly whole: readonly string[];
}

/** Sorted once for each revision of a cluster. */
export function createKeyNames(view: ClusterView): KeyNames {
  const known = new Map<string, Sorted>();

  function sorted(clusterId: string): Sorted {
    const revision = view.revision(clusterId);
    const before = known.get(clusterId);
    if (before?.revision === revision) return before;
    const [settings, tombstones] = [view.settings(clusterId), view.tombstones(clusterId)];
    const whole = new Set<string>();
    for (const { key, value } of settings.values()) if (value !== null) whole.add(key);
    for (const tombstone of tombstones.values()) if (tombstone.whole !== null) whole.add(tombstone.key);
    const all = new Set([...settings.keys(), ...tombstones.keys()]);
    const made = { revision, all: [...all].sort(), whole: [...whole].sort() };
    if (view.cluster(clusterId) === undefined) known.delete(clusterId);
    else known.set(clusterId, made);
    return made;
  }

  return {
    below: (clusterId, key) => startingWith(sorted(clusterId).all, prefixOf(key)),
    wholeBelow: (clusterId, key) => startingWith(sorted(clusterId).whole, prefixOf(key)),
  };
}

/** What every name below a key begins with. */
function prefixOf(key: string): string {
  return key.endsWith(':/') ? key : `${key}/`;
}

/** Texts with one beginning are neighbours in the order of their units. */
function* startingWith(names: readonly string[], prefix: string): Iterable<string> {
  let [from, to] = [0, names.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((names[middle] ?? '') < prefix) from = middle + 1;
    else to = middle;
  }
  for (let at = from; ; at += 1) {
    const name = names[at];
    if (name === undefined || !name.startsWith(prefix)) return;
    yield name;
  }
}
