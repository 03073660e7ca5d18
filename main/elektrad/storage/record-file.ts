import { createHash } from 'node:crypto';
import type { KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import type { KeyRecord } from './key-record.ts';
import { commit, type LmdbFile } from './lmdb-file.ts';

/** Names are their own keys in lmdb, up to so many bytes; its limit is 1978. */
const LONGEST_KEY = 1900;
/** Begins the keys of longer names, which are hashes. No namespace begins so. */
const HASHED = '~';

/** The record of a longer name has the name as well. */
interface NamedRecord extends KeyRecord {
  readonly n?: KeyName;
}

/** What is read of an lmdb file, or of one moment of it. */
export interface RecordReads {
  get(key: string): unknown;
  getKeys(): Iterable<string>;
}

export function recordIn(file: RecordReads, name: KeyName): KeyRecord | undefined {
  return file.get(keyOf(name)) as KeyRecord | undefined;
}

/** Puts and (null) removes in one transaction; synced when the promise resolves. */
export async function writeRecords(
  file: LmdbFile,
  changes: readonly (readonly [KeyName, KeyRecord | null])[],
): Promise<void> {
  // All that could throw is done before, so that a transaction is never begun by half.
  const writes = changes.map(([name, record]) => {
    const key = keyOf(name);
    return { key, record: record === null || key === name ? record : { ...record, n: name } };
  });
  await commit(file, () => {
    for (const { key, record } of writes) void (record === null ? file.remove(key) : file.put(key, record));
  });
}

/** All names, in key order, which is nearly that of lmdb. */
export function namesIn(file: RecordReads): KeyName[] {
  const names: KeyName[] = [];
  for (const key of file.getKeys()) {
    const name = isHashed(key) ? (file.get(key) as NamedRecord).n : key;
    if (name?.includes(':/') === true) names.push(name as KeyName);
  }
  return names.sort(compareKeyNames);
}

export function isHashed(key: string): boolean {
  return key.startsWith(HASHED);
}

/** The key in lmdb of the record of a name. */
export function keyOf(name: string): string {
  if (name.length * 3 <= LONGEST_KEY || Buffer.byteLength(name) <= LONGEST_KEY) return name;
  return HASHED + createHash('sha256').update(name).digest('base64url');
}
