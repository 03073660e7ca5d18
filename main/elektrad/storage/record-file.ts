import { createHash } from 'node:crypto';
import type { KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames, keySortBytes } from '#shared/model/key-order.ts';
import type { KeyRecord } from './key-record.ts';
import { commit, type LmdbFile } from './lmdb-file.ts';
import { nameOfSortBytes } from './sort-bytes.ts';

/** Sort bytes that are no longer are the lmdb key itself; lmdb's limit is 1978. */
const LONGEST_KEY = 1900;
/** Before the hash of longer ones; behind all namespaces. */
const HASHED = 0xff;
/** Namespaces are numbered from 1; what the store says about itself lies before. */
const FIRST_NAME = Buffer.of(1);
const BEHIND_NAMES = Buffer.of(HASHED, HASHED, HASHED, HASHED);

/** Of a key whose name does not fit: the name as well. */
interface NamedRecord extends KeyRecord {
  readonly n?: KeyName;
}

export function recordIn(file: LmdbFile, name: KeyName): KeyRecord | undefined {
  return file.get(lmdbKeyOf(keySortBytes(name))) as KeyRecord | undefined;
}

/** Puts and (null) removes in one transaction; synced when the promise resolves. */
export async function writeRecords(
  file: LmdbFile,
  changes: readonly (readonly [KeyName, KeyRecord | null])[],
): Promise<void> {
  // All that could throw is done before, so that a transaction is never begun by half.
  const writes = changes.map(([name, record]) => {
    const bytes = keySortBytes(name);
    const key = lmdbKeyOf(bytes);
    return { key, record: record === null || key === bytes ? record : { ...record, n: name } };
  });
  if (writes.length === 0) return;
  await commit(file, () => {
    for (const { key, record } of writes) void (record === null ? file.remove(key) : file.put(key, record));
  });
}

/** All names in key order. */
export function namesIn(file: LmdbFile): KeyName[] {
  const names: KeyName[] = [];
  for (const key of file.getKeys({ start: FIRST_NAME, end: Buffer.of(HASHED) })) names.push(nameOfSortBytes(key));
  const long: KeyName[] = [];
  for (const { value } of file.getRange({ start: Buffer.of(HASHED), end: BEHIND_NAMES })) {
    const { n } = value as NamedRecord;
    if (n !== undefined) long.push(n);
  }
  return long.length === 0 ? names : [...names, ...long].sort(compareKeyNames);
}

function lmdbKeyOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= LONGEST_KEY) return bytes;
  return Buffer.concat([Buffer.of(HASHED), createHash('sha256').update(bytes).digest()]);
}
