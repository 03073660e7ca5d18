import { keySortBytes } from '#shared/model/key-order.ts';
import { recordOf, type KeyRecord } from './key-record.ts';
import type { LmdbKeys } from './lmdb-file.ts';
import { endKey, linkKeyOf, rawKeyOf, startKey, tablePathsOf } from './raw-keys.ts';
import type { Changes } from './write-queue.ts';

type RawPut = readonly [rawKey: Uint8Array, value: KeyRecord];

/** What changes mean for the file. Everything that could fail happens here, so that the returned writes are all done or none. */
export function writesOf(keys: LmdbKeys, changes: Changes): () => void {
  const puts: RawPut[] = [];
  const removals: Uint8Array[] = [];
  const used = new PathSet();
  const left = new PathSet();
  for (const [name, key] of changes) {
    const bytes = keySortBytes(name);
    (key === null ? left : used).add(tablePathsOf(bytes));
    if (key === null) removals.push(rawKeyOf(bytes));
    else puts.push([rawKeyOf(bytes), recordOf(key)]);
  }
  for (const path of used.all()) puts.push([linkKeyOf(path), {}]);
  removals.push(...uselessLinks(keys, left.without(used), removals));
  return () => {
    for (const rawKey of removals) void keys.remove(rawKey);
    for (const [rawKey, value] of puts) void keys.put(rawKey, value);
  };
}

/** The links to tables that hold nothing else than what is removed. */
function uselessLinks(keys: LmdbKeys, paths: readonly Uint8Array[], removals: readonly Uint8Array[]): Uint8Array[] {
  if (paths.length === 0) return [];
  const links: Uint8Array[] = [];
  const gone = new Set(removals.map(textOf));
  const deepestFirst = [...paths].sort((a, b) => b.length - a.length);
  for (const path of deepestFirst) {
    if (!holdsOnly(keys, path, gone)) continue;
    const link = linkKeyOf(path);
    links.push(link);
    gone.add(textOf(link));
  }
  return links;
}

function holdsOnly(keys: LmdbKeys, path: Uint8Array, gone: ReadonlySet<string>): boolean {
  for (const rawKey of keys.getKeys({ start: startKey(path, new Uint8Array(0)), end: endKey(path, null) })) {
    if (!gone.has(textOf(rawKey))) return false;
  }
  return true;
}

class PathSet {
  readonly #paths = new Map<string, Uint8Array>();

  add(paths: readonly Uint8Array[]): void {
    for (const path of paths) this.#paths.set(textOf(path), path);
  }

  all(): Iterable<Uint8Array> {
    return this.#paths.values();
  }

  without(others: PathSet): readonly Uint8Array[] {
    return [...this.#paths].filter(([text]) => !others.#paths.has(text)).map(([, path]) => path);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
