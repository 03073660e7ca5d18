import type { KeyName } from '#shared/model/key-name.ts';
import { orderedNames, type OrderedNames } from '../kdb/ordered-names.ts';
import type { StoredKey } from '../ports.ts';
import type { JournalEntry, JournalLine, Write } from './journal-lines.ts';
import type { OpenedJournal } from './journal.ts';
import { keyOfRecord, recordOf } from './key-record.ts';
import type { LmdbFile } from './lmdb-file.ts';
import { namesIn, recordIn, writeRecords } from './record-file.ts';
import { createRecentKeys } from './recent-keys.ts';
import type { Changes, Committer } from './write-queue.ts';
import { slicesOf } from './write-slices.ts';

export interface JournaledKeys extends Committer {
  readonly names: OrderedNames;
  /** Takes what the journal holds over into lmdb as far as the disk allows, and closes both. */
  close(): Promise<void>;
}

/** With so many bytes the journal is emptied: it is read in no time after a crash, and lmdb is written seldom. */
const JOURNAL_LIMIT = 1024 * 1024;

/**
 * Keys whose changes go to a journal first, for one sync each, where lmdb needs two one after the other. From time to time they are taken over into
 * lmdb and the journal begins anew; after a crash what it holds is taken over at the start, which may happen twice without harm. The names are kept
 * in memory in their order, the values in lmdb.
 */
export async function openJournaledKeys(
  file: LmdbFile,
  { journal, entries }: OpenedJournal,
  failed: (failure: unknown) => Error,
): Promise<JournaledKeys> {
  let names = orderedNames(namesIn(file));
  let recent = createRecentKeys();
  let emptyAt = JOURNAL_LIMIT;

  function apply(entry: JournalEntry): void {
    if ('set' in entry) {
      names = withWrites(names, entry.set);
      recent.set(entry.set);
    } else {
      recent.removeSubtree(entry.removeSubtree, names.under(entry.removeSubtree));
      names = names.withoutSubtree(entry.removeSubtree);
    }
  }

  async function append(lines: Iterable<JournalLine>): Promise<void> {
    try {
      await journal.append(lines);
    } catch (failure) {
      throw failed(failure);
    }
  }

  async function appendAndApply(entry: JournalEntry): Promise<void> {
    await append([entry]);
    apply(entry);
  }

  /** Everything is made beside what is read, slice by slice, and shown at once. */
  async function commitMany(changes: Changes): Promise<void> {
    const slices: (readonly Write[])[] = [];
    for (const slice of slicesOf(writesOf(changes))) {
      slices.push(slice);
      await turnOfOthers();
    }
    if (slices.length === 0) return;
    await append(linesOf(slices));
    const layer = recent.layer();
    let next = names;
    for (const slice of slices) {
      next = withWrites(next, slice);
      layer.set(slice);
      await turnOfOthers();
    }
    names = next;
    layer.show();
  }

  async function takeOver(): Promise<void> {
    for (const writes of slicesOf(recent.writes())) await writeRecords(file, writes);
    await journal.clear();
    recent = createRecentKeys();
    emptyAt = JOURNAL_LIMIT;
  }

  /** A disk that is full now may not be later; until then the journal keeps what it holds. */
  async function tryTakeOver(): Promise<void> {
    const [outcome] = await Promise.allSettled([takeOver()]);
    if (outcome.status === 'rejected') emptyAt = journal.length + JOURNAL_LIMIT;
  }

  function get(name: KeyName): StoredKey | undefined {
    const known = recent.get(name);
    if (known === null || (known === undefined && recent.hasRemovedSubtrees && !names.has(name))) return undefined;
    const record = known ?? recordIn(file, name);
    return record === undefined ? undefined : keyOfRecord(record);
  }

  entries.forEach(apply);
  if (entries.length > 0) await tryTakeOver();

  return {
    get names() {
      return names;
    },
    get,
    commit: (changes) => appendAndApply({ set: [...writesOf(changes)] }),
    commitMany,
    async removeSubtree(name) {
      if (names.under(name).length > 0) await appendAndApply({ removeSubtree: name });
    },
    async settle() {
      if (journal.length >= emptyAt) await tryTakeOver();
    },
    async close() {
      if (journal.length > 0) await tryTakeOver();
      await journal.close();
      await file.close();
    },
  };
}

function* writesOf(changes: Changes): Generator<Write> {
  for (const [name, key] of changes) yield [name, key === null ? null : recordOf(key)];
}

function withWrites(names: OrderedNames, writes: readonly Write[]): OrderedNames {
  return writes.reduce((all, [name, record]) => (record === null ? all.without(name) : all.with(name)), names);
}

/** Only the last one is whole by itself. */
function linesOf(slices: readonly (readonly Write[])[]): readonly JournalLine[] {
  return slices.map((slice, at) => (at < slices.length - 1 ? { part: slice } : { set: slice }));
}

function turnOfOthers(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}
