import { arrayIndexOf } from '../array-part.ts';
import type { Metadata } from '../key.ts';
import { utf8Length } from '../utf8.ts';
import { metaArray, metaElements } from './meta-array.ts';

/** The allowed values in the order of their indices (`check/enum/#0`, `#1` …), up to the last one that `check/enum` names. */
export function enumValues(meta: Metadata): readonly string[] {
  return metaArray(meta, 'check/enum') ?? metaElements(meta, 'check/enum', null);
}

/**
 * Whether the value is one of the allowed ones, or with `check/enum/delimiter` (or `multi`) a list of them. With `check/enum/normalize` numbers are
 * taken too, each bit for one value; a `check/enum` that names no index, libelektra never comes to an end with, so it refuses nothing here.
 */
export function isEnumValue(value: string, meta: Metadata): boolean {
  const last = meta['check/enum'];
  if (last !== undefined && last !== '' && arrayIndexOf(last) === null) return true;
  if (meta['check/enum/normalize'] === '1' && /^[0-9]/.test(value)) return true;
  const delimiter = meta['check/enum/delimiter'];
  // libelektra wants one byte, and takes nothing with any other.
  if (delimiter !== undefined && utf8Length(delimiter) !== 1) return false;
  const between = delimiter ?? meta['check/enum/multi'] ?? '';
  const allowed = new Set(enumValues(meta).filter((each) => each !== ''));
  return between === '' ? allowed.has(value) : value.split(between).every((each) => allowed.has(each));
}
