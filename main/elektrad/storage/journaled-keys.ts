import type { OrderedNames } from '../kdb/ordered-names.ts';
import type { JournalEntry, JournalLine, Write } from './journal-lines.ts';
import type { OpenedJournal } from './journal.ts';
import { keyOfRecord, recordOf } from './key-record.ts';
import { createKeyState } from './key-state.ts';
import type { LmdbFile } from './lmdb-file.ts';
import { writeRecords } from './record-file.ts';
import type { Changes, Committer } from './write-queue.ts';
import { slicesOf } from './write-slices.ts';

export interface JournaledKeys extends Committer {
  readonly names: OrderedNames;
  /** Takes what the journal holds over into lmdb as far as the disk allows, and closes both. */
  close(): Promise<void>;
}

/** With so many bytes the journal is emptied: it is read in no time after a crash, and lmdb is written seldom. */
const JOURNAL_LIMIT = 1024 * 1024;

/** So many names are put in their places at once: some microseconds each. */
const NAMES_AT_ONCE = 250;

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
  const state = createKeyState(file);
  let emptyAt = JOURNAL_LIMIT;

  async function append(lines: Iterable<JournalLine>): Promise<void> {
    try {
      await journal.append(lines);
    } catch (failure) {
      throw failed(failure);
    }
  }

  async function appendAndApply(entry: JournalEntry): Promise<void> {
    await append([entry]);
    state.apply(entry);
  }

  async function commitMany(changes: Changes): Promise<void> {
    const slices: (readonly Write[])[] = [];
    for (const slice of slicesOf(writesOf(changes), NAMES_AT_ONCE)) {
      slices.push(slice);
      await turnOfOthers();
    }
    if (slices.length === 0) return;
    await append(linesOf(slices));
    const change = state.begin();
    for (const slice of slices) {
      change.add(slice);
      await turnOfOthers();
    }
    change.show();
  }

  async function takeOver(): Promise<void> {
    for (const writes of slicesOf(state.writes())) await writeRecords(file, writes);
    await journal.clear();
    state.forgetWrites();
    emptyAt = JOURNAL_LIMIT;
  }

  /** A disk that is full now may not be later; until then the journal keeps what it holds. */
  async function tryTakeOver(): Promise<void> {
    const [outcome] = await Promise.allSettled([takeOver()]);
    if (outcome.status === 'rejected') emptyAt = journal.length + JOURNAL_LIMIT;
  }

  for (const entry of entries) state.apply(entry);
  if (entries.length > 0) await tryTakeOver();

  return {
    get names() {
      return state.names;
    },
    get(name) {
      const record = state.record(name);
      return record === undefined ? undefined : keyOfRecord(record);
    },
    commit: (changes) => appendAndApply({ set: [...writesOf(changes)] }),
    commitMany,
    async removeSubtree(name) {
      if (state.names.under(name).length > 0) await appendAndApply({ removeSubtree: name });
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

/** Only the last one is whole by itself. */
function linesOf(slices: readonly (readonly Write[])[]): readonly JournalLine[] {
  return slices.map((slice, at) => (at < slices.length - 1 ? { part: slice } : { set: slice }));
}

function turnOfOthers(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}
