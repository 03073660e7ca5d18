import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import { keySortBytes } from '#shared/model/key-order.ts';
import type { KeyStore, StoredKey } from '../ports.ts';
import { keyOfRecord, type KeyRecord } from './key-record.ts';
import { openLmdbFile, type LmdbFile } from './lmdb-file.ts';
import { namesIn, type ByteRange } from './lmdb-names.ts';
import { createSubtreeRemoval } from './lmdb-removal.ts';
import { writesOf } from './lmdb-writes.ts';
import { rawKeyOf } from './raw-keys.ts';
import { endOfSubtreeBytes } from './sort-bytes.ts';
import { openAbout } from './store-about.ts';
import { createWriteQueue } from './write-queue.ts';

/**
 * A key store in one lmdb file of a directory, which is made if it is missing. One process at a time: the caller holds the directory.
 * @throws StartRefused for a file that is damaged, foreign or of a newer version; it is left as it is.
 */
export async function openLmdbKeyStore({ directory }: { readonly directory: string }): Promise<KeyStore> {
  const file = await openLmdbFile(directory);
  try {
    return storeOn(file, await openAbout(file));
  } catch (failure) {
    await file.close();
    throw failure;
  }
}

/** The first byte of a name is the number of its namespace, from 1. */
const ALL: ByteRange = { from: Buffer.of(1), below: null };

function storeOn(file: LmdbFile, id: string): KeyStore {
  const removal = createSubtreeRemoval(file, (name) => namesIn(file.keys, () => [subtreeOf(name)]));

  function get(name: KeyName): StoredKey | undefined {
    if (removal.hidden !== null && isAtOrBelow(name, removal.hidden)) return undefined;
    const record = file.keys.get(rawKeyOf(keySortBytes(name)));
    return record === undefined ? undefined : keyOfRecord(record as KeyRecord);
  }

  const queue = createWriteQueue({
    get,
    async commit(changes) {
      await removal.finish();
      await file.commit(writesOf(file.keys, changes));
    },
    async removeSubtree(name) {
      await removal.finish();
      await removal.begin(name);
    },
  });

  return {
    id,
    file: file.path,
    get,
    names: (under) =>
      namesIn(file.keys, () => {
        const range = under === null ? ALL : subtreeOf(under);
        return removal.hidden === null ? [range] : without(range, subtreeOf(removal.hidden));
      }),
    change: (work) => queue.change(work),
    removeSubtree: (name) => queue.removeSubtree(name),
    async close() {
      await queue.close();
      await removal.stop();
      await file.close();
    },
  };
}

function subtreeOf(name: KeyName): { readonly from: Uint8Array; readonly below: Uint8Array } {
  const from = keySortBytes(name);
  return { from, below: endOfSubtreeBytes(from) };
}

/** What is left of a range before and after the hidden one; an empty range finds nothing. */
function without(range: ByteRange, hidden: { readonly from: Uint8Array; readonly below: Uint8Array }): ByteRange[] {
  const isEndFirst = range.below !== null && Buffer.compare(range.below, hidden.from) < 0;
  const isStartLast = Buffer.compare(range.from, hidden.below) > 0;
  return [
    { from: range.from, below: isEndFirst ? range.below : hidden.from },
    { from: isStartLast ? range.from : hidden.below, below: range.below },
  ];
}
