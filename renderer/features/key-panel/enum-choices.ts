import { arrayIndexOf } from '#shared/model/array-part.ts';
import type { Metadata } from '#shared/model/key.ts';

/** The values `check/enum/#…` allows, in their order; null when there are none, or several may be chosen at once. */
export function enumChoicesOf(meta: Metadata): readonly string[] | null {
  if (meta['check/enum/multi'] !== undefined) return null;
  const found = Object.entries(meta)
    .map(([name, choice]) => ({ index: elementOf(name), choice }))
    .filter(({ index }) => index !== null)
    .sort((a, b) => ((a.index ?? 0n) < (b.index ?? 0n) ? -1 : 1));
  return found.length === 0 ? null : found.map(({ choice }) => choice);
}

function elementOf(metakey: string): bigint | null {
  return metakey.startsWith('check/enum/') ? arrayIndexOf(metakey.slice('check/enum/'.length)) : null;
}
