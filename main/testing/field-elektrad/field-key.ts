import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import type { Metadata } from '#shared/model/key.ts';

/** A key as libelektra holds it. With the metakey `binary` the value is bytes in base64, and none of them is a null key. */
export interface FieldKey {
  readonly name: string;
  readonly value: string;
  readonly meta: Metadata;
}

/** Keys in key order, never changed in place: what shares them has a copy of its own. */
export type FieldKeys = readonly FieldKey[];

/** What elektrad answers for the value: of bytes only that they are bytes, of a null key nothing. */
export function shownValue({ value, meta }: FieldKey): string {
  return Object.hasOwn(meta, 'binary') && value !== '' ? '(binary)' : value;
}

export function lookUp(keys: FieldKeys, name: string): FieldKey | undefined {
  const at = lowerBound(keys, name);
  return isAt(keys, at, name) ? keys[at] : undefined;
}

export function withKey(keys: FieldKeys, key: FieldKey): FieldKeys {
  const at = lowerBound(keys, key.name);
  return keys.toSpliced(at, isAt(keys, at, key.name) ? 1 : 0, key);
}

export function withoutKey(keys: FieldKeys, name: string): FieldKeys {
  const at = lowerBound(keys, name);
  return isAt(keys, at, name) ? keys.toSpliced(at, 1) : keys;
}

/** Where a key and all below it lie; everything for `/`. */
export function subtreeRange(keys: FieldKeys, name: string): readonly [from: number, to: number] {
  if (name === '/') return [0, keys.length];
  const from = lowerBound(keys, name);
  let to = from;
  for (let key = keys[to]; key !== undefined && isInSubtree(key.name, name); key = keys[to]) to += 1;
  return [from, to];
}

export function isInSubtree(name: string, root: string): boolean {
  return root === '/' || isAtOrBelow(name as KeyName, root as KeyName);
}

/** All keys of both; where both have one, that of `winning`. */
export function merged(winning: FieldKeys, others: FieldKeys): FieldKeys {
  const names = new Set(winning.map(({ name }) => name));
  return [...winning, ...others.filter(({ name }) => !names.has(name))].sort((a, b) => compareKeyNames(a.name, b.name));
}

function isAt(keys: FieldKeys, at: number, name: string): boolean {
  const found = keys[at];
  return found !== undefined && compareKeyNames(found.name, name) === 0;
}

function lowerBound(keys: FieldKeys, name: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeyNames(keys[middle]?.name ?? '', name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
