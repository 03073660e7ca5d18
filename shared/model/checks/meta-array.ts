import { arrayIndexOf } from '../array-part.ts';
import type { Metadata } from '../key.ts';

/**
 * The elements of an array in the metadata (`x/#0`, `x/#1` …) in the order of their indices, up to the last one, which `x` names; missing ones are
 * passed over. Null when `x` is missing or no index.
 */
export function metaArray(meta: Metadata, metakey: string): readonly string[] | null {
  const last = meta[metakey];
  if (last === undefined) return null;
  if (last === '') return [];
  const index = arrayIndexOf(last);
  return index === null ? null : metaElements(meta, metakey, index);
}

/** The same up to an index; null for all there are. */
export function metaElements(meta: Metadata, metakey: string, last: bigint | null): readonly string[] {
  const prefix = `${metakey}/`;
  return Object.keys(meta)
    .filter((each) => each.startsWith(prefix))
    .map((each) => ({ index: arrayIndexOf(each.slice(prefix.length)), value: meta[each] ?? '' }))
    .filter((element) => element.index !== null && (last === null || element.index <= last))
    .sort((a, b) => ((a.index ?? 0n) < (b.index ?? 0n) ? -1 : 1))
    .map((element) => element.value);
}
