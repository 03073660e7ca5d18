import { mkdtemp, open, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { openLmdbKeyStore } from './lmdb-key-store.ts';
import { keysPathOf } from './store-files.ts';
import { openSnapshot } from './store-snapshot.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elektra-snapshot-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const PAGE_SIZE_AT = 48;
const TRANSACTION_AT = 152;

/** Writes the number of the next transaction into the file, as lmdb does before those who begin to read see its outcome. Returns how to take it back. */
async function beginCommit(path: string): Promise<() => Promise<void>> {
  const file = await open(path, 'r+');
  const size = (await file.read(Buffer.alloc(4), 0, 4, PAGE_SIZE_AT)).buffer.readUInt32LE();
  const metas = [0, size].map(async (at) => (await file.read(Buffer.alloc(size), 0, size, at)).buffer);
  const [first, second] = await Promise.all(metas);
  if (first === undefined || second === undefined) throw new Error('no metas');
  const isFirstNewer = first.readBigUInt64LE(TRANSACTION_AT) > second.readBigUInt64LE(TRANSACTION_AT);
  const [newer, older, at] = isFirstNewer ? [first, second, size] : [second, first, 0];
  const next = Buffer.from(older);
  next.writeBigUInt64LE(newer.readBigUInt64LE(TRANSACTION_AT) + 1n, TRANSACTION_AT);
  await file.write(next, 0, size, at);
  return async () => {
    await file.write(older, 0, size, at);
    await file.close();
  };
}

it('waits for a transaction whose number is there already, but not what it did: its journal may be emptied at any moment', async () => {
  const store = await openLmdbKeyStore({ directory });
  await store.changeMany(new Map([[parseKeyName('user:/before'), { value: '', meta: {} }]]));
  await store.close();
  const path = keysPathOf(directory);
  const holding = openLmdb<unknown, string>({ path, noSubdir: true, encoding: 'json', readOnly: true });
  try {
    const takeBack = await beginCommit(path);
    const snapshot = openSnapshot(directory);
    expect(await Promise.race([snapshot, setTimeout(300, 'waits')])).toBe('waits');

    await takeBack();
    const { names, close } = await snapshot;
    expect(names).toEqual(['user:/before']);
    await close();
  } finally {
    await holding.close();
  }
});
