import { open, type RootDatabase } from 'lmdb';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { lmdbFileProblem } from './lmdb-file-check.ts';

/** An lmdb file with texts as keys and JSON values. */
export type LmdbFile = RootDatabase<unknown, string>;

/** @throws StartRefused when the file is not lmdb's or cannot be used; it is left as it is. */
export async function openLmdbFile(path: string): Promise<LmdbFile> {
  try {
    const problem = await lmdbFileProblem(path);
    if (problem !== null) throw refused(path, problem);
    return openKeys(path);
  } catch (failure) {
    if (failure instanceof StartRefused) throw failure;
    throw refused(path, failure instanceof Error ? failure.message : String(failure), failure);
  }
}

/** One transaction, synced when the promise resolves; after a rejection nothing of it is stored. `write` only puts and removes. */
export async function commit(file: LmdbFile, write: () => void): Promise<void> {
  try {
    await file.batch(write);
  } catch (failure) {
    throw await causeOf(failure);
  }
}

/** lmdb rejects with "Commit failed" and hands the reason on in a second promise, which rejects too and must be waited for. */
async function causeOf(failure: unknown): Promise<unknown> {
  if (!(failure instanceof Error && 'commitError' in failure)) return failure;
  const [outcome] = await Promise.allSettled([failure.commitError]);
  return outcome.status === 'rejected' ? outcome.reason : failure;
}

function openKeys(path: string): LmdbFile {
  return open<unknown, string>({
    path,
    noSubdir: true,
    encoding: 'json',
    // A promise of a write then means synced, and not only committed.
    overlappingSync: false,
    // Batches are our own; lmdb's batches per turn of the event loop leave rejections behind that nobody can handle.
    eventTurnBatching: false,
  });
}

function refused(path: string, problem: string, cause?: unknown): StartRefused {
  return new StartRefused(
    `The key store ${path} cannot be opened: ${problem}. Put a whole copy in its place, or move it away to begin with an empty store.`,
    { cause },
  );
}
