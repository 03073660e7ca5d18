import type { Transaction } from 'lmdb';
import type { KeyName } from '#shared/model/key-name.ts';
import type { LmdbKeys } from './lmdb-file.ts';
import { boundInside, contentOf, endKey, startKey } from './raw-keys.ts';
import { nameOfSortBytes } from './sort-bytes.ts';

/** Sort bytes from `from` up to, and without, `below`; null: to the end. */
export interface ByteRange {
  readonly from: Uint8Array;
  readonly below: Uint8Array | null;
}

const EMPTY = new Uint8Array(0);

/** The names in the ranges, in key order, all of them as they were when the first was taken. */
export function* namesIn(keys: LmdbKeys, rangesNow: () => readonly ByteRange[]): Generator<KeyName> {
  const snapshot = keys.useReadTransaction();
  try {
    for (const range of rangesNow()) yield* namesInTable(keys, snapshot, EMPTY, range);
  } finally {
    snapshot.done();
  }
}

function* namesInTable(
  keys: LmdbKeys,
  snapshot: Transaction,
  path: Uint8Array,
  { from, below }: ByteRange,
): Generator<KeyName> {
  const options = { start: startKey(path, from), end: endKey(path, below), transaction: snapshot };
  for (const rawKey of keys.getKeys(options)) {
    const { bytes, isLink } = contentOf(rawKey);
    const whole = path.length === 0 ? bytes : Buffer.concat([path, bytes]);
    if (!isLink) {
      yield nameOfSortBytes(whole);
      continue;
    }
    const inside = { from: boundInside(from, bytes) ?? EMPTY, below: below && boundInside(below, bytes) };
    yield* namesInTable(keys, snapshot, whole, inside);
  }
}
