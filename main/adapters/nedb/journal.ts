import type { Log } from '../../clusterd/ports.ts';
import type { Replacement } from '../../platform/atomic-file.ts';
import type { DataFileContent } from './check-data-file.ts';
import { loadCollection, type Collection } from './collection.ts';
import type { DataFile } from './data-file.ts';
import type { Outcome } from './group-queue.ts';
import { storageError } from './storage-error.ts';
import type { StoredDocument } from './stored-document.ts';

export type Change =
  { readonly kind: 'put'; readonly document: StoredDocument } | { readonly kind: 'remove'; readonly id: string };

export interface JournalContent extends Pick<DataFileContent, 'length' | 'lines'> {
  readonly ids: ReadonlySet<string>;
}

/** The data file and the documents NeDB made of it, kept equal. Calls must not overlap, apart from `content` and `some`. */
export interface Journal {
  /** What is synced. */
  readonly content: JournalContent;
  /** Grows whenever what `some` read before may have been taken back or replaced. */
  readonly generation: number;
  all(): Promise<readonly StoredDocument[]>;
  /** Those of these ids that exist; may hold what is not synced yet. */
  some(ids: readonly string[]): Promise<readonly StoredDocument[]>;
  /** Applies the changes in their order, appends and syncs once: all of them or none. What fails is taken back, in the file and in memory, before this resolves. */
  commit(changes: readonly Change[]): Promise<readonly Outcome[]>;
  /** The synced bytes from there on. */
  tail(from: number): Promise<Uint8Array>;
  /** Another file with the same documents, in so many lines, becomes the data file. @throws ElektraError STORAGE_FAILED */
  compact(replacement: Replacement, lines: number): Promise<void>;
  /** Another file becomes the data file. @throws ElektraError STORAGE_FAILED */
  replace(replacement: Replacement): Promise<void>;
  close(): Promise<void>;
}

interface Parts {
  readonly path: string;
  readonly file: DataFile;
  /** Reads the file as at a start. */
  readonly check: () => Promise<DataFileContent>;
  readonly log: Log;
}

export async function openJournal({ path, file, check, log }: Parts): Promise<Journal> {
  let length = 0;
  let lines = 0;
  let ids = new Set<string>();
  let collection: Collection = await readAgain();
  let generation = 0;
  /** What has to be done before file and memory are equal again. */
  let repair: 'none' | 'cut' | 'read again' = 'none';

  async function readAgain(): Promise<Collection> {
    const content = await check();
    ({ length, lines } = content);
    ids = new Set(content.documents.keys());
    return loadCollection(path, content.documents.values());
  }

  function needs(kind: 'cut' | 'read again'): void {
    if (repair !== 'read again') repair = kind;
    generation += 1;
  }

  async function settle(): Promise<void> {
    if (repair === 'none') return;
    if (repair === 'cut') {
      await file.truncate(length);
      await file.sync();
      collection = await loadCollection(path, (await check()).documents.values());
    } else {
      collection = await readAgain();
    }
    repair = 'none';
  }

  /** For when a failure is being reported already. What cannot be put right now is tried again before the next access. */
  async function trySettle(): Promise<void> {
    await settle().catch((error: unknown) => {
      log.error({ file: path, error }, 'The registry could not be set back to its last good state yet.');
    });
  }

  /** In one piece; resolves to where the file ends then. */
  async function append(changes: readonly Change[]): Promise<number> {
    for (const change of changes) {
      if (change.kind === 'put') await collection.put(change.document);
      else await collection.remove(change.id);
    }
    const lines = collection.takeLines();
    // Nothing is appended for the removal of what is not there.
    if (lines === '') return length;
    await file.append(length, lines);
    return file.length();
  }

  function count(change: Change): void {
    if (change.kind === 'put') ids.add(change.document._id);
    else if (!ids.delete(change.id)) return;
    lines += 1;
  }

  async function commit(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const before = length;
    try {
      await settle();
      length = await append(changes);
      if (length > before) await file.sync();
      changes.forEach(count);
      return changes.map(() => ({ ok: true }));
    } catch (error) {
      // Whether any of them reached the disk is not known, so all of them are taken back.
      length = before;
      needs('cut');
      await trySettle();
      return changes.map(() => ({ ok: false, error: storageError(error) }));
    }
  }

  /** Lets `work` exchange the file. After a failure it may be the old one or the new one, so it is read. */
  async function exchange(work: () => Promise<void>): Promise<void> {
    try {
      await settle();
    } catch (error) {
      throw storageError(error);
    }
    try {
      await work();
    } catch (error) {
      needs('read again');
      await trySettle();
      throw storageError(error);
    }
  }

  return {
    get content() {
      return { length, lines, ids };
    },
    get generation() {
      return generation;
    },
    async all() {
      try {
        await settle();
        return collection.all();
      } catch (error) {
        throw storageError(error);
      }
    },
    some: (wanted) => collection.some(wanted),
    commit,
    tail: (from) => file.read(from, length),
    compact: (replacement, newLines) =>
      exchange(async () => {
        await file.replace(replacement);
        length = await file.length();
        lines = newLines;
      }),
    replace: (replacement) =>
      exchange(async () => {
        await file.replace(replacement);
        needs('read again');
        await settle();
      }),
    close: () => file.close(),
  };
}
