import { rm } from 'node:fs/promises';
import type { Clock, DocumentStore, Log } from '../../clusterd/ports.ts';
import { startReplacement } from '../../platform/atomic-file.ts';
import { checkDataFile } from './check-data-file.ts';
import { compactedName, createCompaction, DEFAULT_COMPACTION, type CompactionSettings } from './compaction.ts';
import { openDataFile, type DataFile } from './data-file.ts';
import { createGroupQueue } from './group-queue.ts';
import { openJournal, type Change } from './journal.ts';
import { storageError } from './storage-error.ts';
import { checkId, fromStored, lineOf, toStored, type StoredDocument } from './stored-document.ts';

export interface NedbStoreOptions {
  /** Path of the data file, for example `<data directory>/registry.db`. Its directory exists, and is held by nobody else (`lockDirectory`). */
  readonly file: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly compaction?: CompactionSettings;
  /** How the data file is opened; a test breaks its promises here. */
  readonly openFile?: (path: string) => Promise<DataFile>;
}

/**
 * Documents in a NeDB file, one line each. docs/decisions/0010-registry-journal.md says what is done around NeDB and why.
 * @throws StartRefused when a line of the file is damaged.
 */
export async function openNedbStore(options: NedbStoreOptions): Promise<DocumentStore> {
  const { file: path, log, clock, compaction: settings = DEFAULT_COMPACTION, openFile = openDataFile } = options;
  // Not the name compaction writes to: both may be at work.
  const beside = `${path}.replacing`;
  await Promise.all([rm(beside, { force: true }), rm(compactedName(path), { force: true })]);
  const file = await openFile(path);
  const journal = await openJournal({ path, file, log, check: () => checkDataFile(path, { log, clock }) }).catch(
    async (error: unknown) => {
      await file.close();
      throw error;
    },
  );
  const queue = createGroupQueue<Change>((changes) => journal.commit(changes));
  const compaction = createCompaction({ path, journal, queue, clock, log, settings });
  let closing: Promise<void> | null = null;
  compaction.noticeWrite();

  async function write<T>(work: () => Promise<T>): Promise<T> {
    if (closing) throw new Error('The store is closed.');
    const result = await work();
    compaction.noticeWrite();
    return result;
  }

  async function replaceAll(documents: readonly StoredDocument[]): Promise<void> {
    const replacement = await startReplacement(path, { beside }).catch((error: unknown) => {
      throw storageError(error);
    });
    try {
      for (const document of documents) await replacement.write(lineOf(document));
      await journal.replace(replacement);
    } catch (error) {
      throw storageError(error);
    } finally {
      await replacement.discard();
    }
  }

  return {
    async all() {
      if (closing) throw new Error('The store is closed.');
      return (await queue.alone(() => journal.all())).map(fromStored);
    },
    async get(id) {
      if (closing) throw new Error('The store is closed.');
      checkId(id);
      const [found] = await queue.alone(() => journal.some([id]));
      return found === undefined ? null : fromStored(found);
    },
    put: (document) => write(() => queue.add({ kind: 'put', document: toStored(document) })),
    remove(id) {
      return write(() => {
        checkId(id);
        return queue.add({ kind: 'remove', id });
      });
    },
    async replaceAll(documents) {
      const stored = documents.map(toStored);
      await write(() => queue.alone(() => replaceAll(stored)));
    },
    close() {
      closing ??= compaction.stop().then(() => queue.alone(() => journal.close()));
      return closing;
    },
  };
}
