import { arrayIndexOf } from '../array-part.ts';
import type { Metadata } from '../key.ts';

const ELEMENT = 'check/enum/';

/** The allowed values in the order of their indices (`check/enum/#0`, `#1` …), up to the last one that `check/enum` names. */
export function enumValues(meta: Metadata): readonly string[] {
  const last = arrayIndexOf(meta['check/enum'] ?? '');
  return Object.keys(meta)
    .filter((metakey) => metakey.startsWith(ELEMENT))
    .map((metakey) => ({ index: arrayIndexOf(metakey.slice(ELEMENT.length)), value: meta[metakey] ?? '' }))
    .filter((element) => element.index !== null && (last === null || element.index <= last))
    .sort((a, b) => Number((a.index ?? 0n) - (b.index ?? 0n)))
    .map((element) => element.value);
}

/** Whether the value is one of the allowed ones, or with `check/enum/delimiter` (or `multi`) a list of them. */
export function isEnumValue(value: string, meta: Metadata): boolean {
  const allowed = enumValues(meta);
  const delimiter = meta['check/enum/delimiter'] ?? meta['check/enum/multi'];
  if (delimiter === undefined || delimiter === '') return allowed.includes(value);
  return value.split(delimiter).every((each) => allowed.includes(each));
}
