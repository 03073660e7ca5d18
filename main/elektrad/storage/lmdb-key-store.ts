import { mkdir } from 'node:fs/promises';
import type { KeyStore } from '../ports.ts';
import { openJournal } from './journal.ts';
import { openJournaledKeys, type JournaledKeys } from './journaled-keys.ts';
import { openLmdbFile } from './lmdb-file.ts';
import { journalPathOf, keysPathOf, syncDirectory } from './store-files.ts';
import { storageFailed } from './storage-failed.ts';
import { openAbout } from './store-about.ts';
import { createWriteQueue } from './write-queue.ts';

/**
 * A key store in a directory, which is made if it is missing, readable by its owner only: `keys.lmdb`, and a journal before it that is named after
 * the store, so that it is never taken for that of another. One process at a time: the caller holds the directory.
 * @throws StartRefused for files that are damaged, foreign or of a newer version; they are left as they are.
 */
export async function openLmdbKeyStore({ directory }: { readonly directory: string }): Promise<KeyStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = keysPathOf(directory);
  const opened: { close(): Promise<void> }[] = [];
  try {
    const file = await openLmdbFile(path);
    opened.push(file);
    const about = await openAbout(file, path);
    const { journal, entries } = await openJournal(journalPathOf(directory, about));
    opened.push(journal);
    await syncDirectory(directory);
    const keys = await openJournaledKeys(file, { journal, entries }, (failure) => storageFailed(failure, directory));
    return storeOn(keys, about.id, path);
  } catch (failure) {
    for (const each of opened.reverse()) await each.close();
    throw failure;
  }
}

function storeOn(keys: JournaledKeys, id: string, file: string): KeyStore {
  const queue = createWriteQueue(keys);
  return {
    id,
    file,
    get: (name) => keys.get(name),
    names: (under) => keys.names.under(under),
    change: (work) => queue.change(work),
    changeMany: (changes) => queue.changeMany(changes),
    removeSubtree: (name) => queue.removeSubtree(name),
    async close() {
      await queue.close();
      await keys.close();
    },
  };
}
