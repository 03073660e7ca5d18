import type { FoundKey } from '#shared/clusterd/keys.ts';

/** A key that was found, with all places where it matched. `metakeys` are those in whose name or value. */
export interface FoundEntry {
  readonly key: string;
  readonly inName: boolean;
  readonly inValue: boolean;
  readonly metakeys: readonly string[];
}

/** What was found before with what was found since: new keys come at the end, so that no row moves. */
export function withFound(entries: readonly FoundEntry[], found: readonly FoundKey[]): readonly FoundEntry[] {
  if (found.length === 0) return entries;
  const merged = new Map(entries.map((entry) => [entry.key, entry]));
  for (const hit of found) merged.set(hit.key, withHit(merged.get(hit.key), hit));
  return [...merged.values()];
}

/** The same with names that no part has told of: the answer of a search is complete without its parts. */
export function withNames(entries: readonly FoundEntry[], names: readonly string[]): readonly FoundEntry[] {
  const known = new Set(entries.map(({ key }) => key));
  const others = names.filter((name) => !known.has(name));
  return withFound(
    entries,
    others.map((key) => ({ key, in: 'name' })),
  );
}

const NOWHERE: Omit<FoundEntry, 'key'> = { inName: false, inValue: false, metakeys: [] };

function withHit(entry: FoundEntry | undefined, { key, in: place, metakey }: FoundKey): FoundEntry {
  const { inName, inValue, metakeys } = entry ?? NOWHERE;
  return {
    key,
    inName: inName || place === 'name',
    inValue: inValue || place === 'value',
    metakeys: metakey === undefined || metakeys.includes(metakey) ? metakeys : [...metakeys, metakey],
  };
}
