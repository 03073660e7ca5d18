import { readFile, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { open } from 'lmdb';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { readJournal, type ReadJournal } from './journal-lines.ts';
import type { KeyRecord } from './key-record.ts';
import { createKeyState } from './key-state.ts';
import { lmdbFileProblem } from './lmdb-file-check.ts';
import type { RecordReads } from './record-file.ts';
import { ABOUT_KEY, readAbout, type StoreAbout } from './store-about.ts';
import { journalPathOf, keysPathOf } from './store-files.ts';

/** One moment of a store, whether an elektrad runs on it or not. */
export interface StoreSnapshot {
  readonly about: StoreAbout;
  /** In key order. */
  readonly names: readonly KeyName[];
  record(name: KeyName): KeyRecord | undefined;
  /** As lmdb has them, for who looks for damage. */
  readonly file: RecordReads;
  readonly journal: ReadJournal & { readonly path: string };
  close(): Promise<void>;
}

/** A store is taken over from its journal once in many writes, so a second look is seldom needed; a write of lmdb lasts as long as the disk syncs. */
const ATTEMPTS = 1000;
const PAUSE_MS = 5;

/**
 * Reads a store from outside of the process that holds it: lmdb shows any reader one moment. Only when the journal is taken over does lmdb change, so
 * a journal that was read while lmdb did not is what belongs to it; what it holds may be in lmdb already, which does no harm.
 * @throws StartRefused when there is none, or none that can be read
 */
export async function openSnapshot(directory: string): Promise<StoreSnapshot> {
  const path = keysPathOf(directory);
  if (!(await hasStore(directory))) throw new StartRefused(`There is no key store in ${directory}.`);
  const problem = await lmdbFileProblem(path);
  if (problem !== null) throw new StartRefused(`The key store ${path} cannot be read: ${problem}.`);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const snapshot = await trySnapshot(directory, path);
    if (snapshot !== null) return snapshot;
    await setTimeout(PAUSE_MS);
  }
  throw new StartRefused(`The key store ${path} changes all the time. Try again when less is written to it.`);
}

/** Whether there is one, whole or not; an empty file is none. */
export async function hasStore(directory: string): Promise<boolean> {
  const [found] = await Promise.allSettled([stat(keysPathOf(directory))]);
  if (found.status === 'fulfilled') return found.value.size > 0;
  if (isMissing(found.reason)) return false;
  throw found.reason;
}

/** Null when it changed meanwhile. */
async function trySnapshot(directory: string, path: string): Promise<StoreSnapshot | null> {
  const file = openForReading(path);
  const transaction = file.useReadTransaction();
  const seen = transactionsRead(file);
  const close = async (): Promise<void> => {
    transaction.done();
    await file.close();
  };
  try {
    const reads: RecordReads = {
      get: (key) => file.get(key, { transaction }),
      getKeys: () => file.getKeys({ transaction }),
    };
    const about = readAbout(reads.get(ABOUT_KEY), path);
    const journal = await journalAt(journalPathOf(directory, about));
    const last = lastTransactionOf(file);
    if (seen.length === 0 || seen.some((id) => id !== last)) {
      await close();
      return null;
    }
    const state = createKeyState(reads);
    for (const entry of journal.entries) state.apply(entry);
    return { about, names: state.names.under(null), record: state.record, file: reads, journal, close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

function openForReading(path: string) {
  try {
    return open<unknown, string>({ path, noSubdir: true, encoding: 'json', readOnly: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartRefused(`The key store ${path} cannot be read: ${reason}.`, { cause });
  }
}

/**
 * Those whose outcome this process sees. It need not be the last one of the file: its number is there before it has ended, and whoever begins to read
 * in that time sees the one before it.
 */
function transactionsRead(file: ReturnType<typeof openForReading>): readonly string[] {
  const readers = file.readerList().split('\n');
  const fields = readers.map((line) => line.trim().split(/\s+/));
  return fields.filter(([pid, , id]) => pid === String(process.pid) && id !== '-').map(([, , id]) => String(id));
}

function lastTransactionOf(file: ReturnType<typeof openForReading>): string {
  const stats: { readonly lastTxnId?: unknown } = file.getStats();
  return String(stats.lastTxnId);
}

/** Without its torn end: while an elektrad runs that is what it is about to write. */
async function journalAt(path: string): Promise<ReadJournal & { readonly path: string }> {
  try {
    return { ...readJournal(await readFile(path)), path };
  } catch (failure) {
    if (!isMissing(failure)) throw failure;
    return { ...readJournal(Buffer.alloc(0)), path };
  }
}

function isMissing(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && failure.code === 'ENOENT';
}
