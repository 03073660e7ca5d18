import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import { orderedNames, type OrderedNames } from '../kdb/ordered-names.ts';
import type { StoredKey } from '../ports.ts';
import type { JournalEntry } from './journal-lines.ts';
import type { OpenedJournal } from './journal.ts';
import { keyOfRecord, recordOf, type KeyRecord } from './key-record.ts';
import type { LmdbFile } from './lmdb-file.ts';
import { namesIn, recordIn, writeRecords } from './record-file.ts';
import type { Committer } from './write-queue.ts';

export interface JournaledKeys extends Committer {
  readonly names: OrderedNames;
  /** Takes what the journal holds over into lmdb as far as the disk allows, and closes both. */
  close(): Promise<void>;
}

/** With so many bytes the journal is emptied: it is read in no time after a crash, and lmdb is written seldom. */
const JOURNAL_LIMIT = 1024 * 1024;
/** lmdb takes so many records at once without holding the event loop. */
const RECORDS_AT_ONCE = 1000;

type Write = readonly [name: KeyName, record: KeyRecord | null];

/** What the journal holds and lmdb does not have yet. */
interface Recent {
  readonly records: Map<KeyName, KeyRecord | null>;
  /** In the order in which they happened. */
  readonly writes: (readonly Write[])[];
  hasRemovedSubtrees: boolean;
}

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
  let recent = nothingRecent();
  let emptyAt = JOURNAL_LIMIT;

  function set(writes: readonly Write[]): void {
    for (const [name, record] of writes) {
      names = record === null ? names.without(name) : names.with(name);
      recent.records.set(name, record);
    }
    recent.writes.push(writes);
  }

  function removeSubtree(top: KeyName): void {
    recent.writes.push(names.under(top).map((name) => [name, null] as const));
    recent.hasRemovedSubtrees = true;
    names = names.withoutSubtree(top);
    for (const name of recent.records.keys()) if (isAtOrBelow(name, top)) recent.records.set(name, null);
  }

  function apply(entry: JournalEntry): void {
    if ('set' in entry) set(entry.set);
    else removeSubtree(entry.removeSubtree);
  }

  async function append(entry: JournalEntry): Promise<void> {
    try {
      await journal.append(entry);
    } catch (failure) {
      throw failed(failure);
    }
    apply(entry);
  }

  async function takeOver(): Promise<void> {
    for (const writes of slicesOf(recent.writes)) await writeRecords(file, writes);
    await journal.clear();
    recent = nothingRecent();
    emptyAt = JOURNAL_LIMIT;
  }

  /** A disk that is full now may not be later; until then the journal keeps what it holds. */
  async function tryTakeOver(): Promise<void> {
    const [outcome] = await Promise.allSettled([takeOver()]);
    if (outcome.status === 'rejected') emptyAt = journal.length + JOURNAL_LIMIT;
  }

  function get(name: KeyName): StoredKey | undefined {
    const known = recent.records.get(name);
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
    commit: (changes) =>
      append({ set: [...changes].map(([name, key]) => [name, key === null ? null : recordOf(key)]) }),
    async removeSubtree(name) {
      if (names.under(name).length > 0) await append({ removeSubtree: name });
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

function nothingRecent(): Recent {
  return { records: new Map(), writes: [], hasRemovedSubtrees: false };
}

function* slicesOf(lists: readonly (readonly Write[])[]): Generator<readonly Write[]> {
  let slice: Write[] = [];
  for (const writes of lists) {
    for (const write of writes) {
      slice.push(write);
      if (slice.length < RECORDS_AT_ONCE) continue;
      yield slice;
      slice = [];
    }
  }
  if (slice.length > 0) yield slice;
}
