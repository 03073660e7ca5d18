import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { lmdbFileProblem } from './lmdb-file-check.ts';

/** As `raw-keys.ts` makes them. */
export type LmdbKeys = RootDatabase<unknown, Uint8Array>;

/** An lmdb file with binary keys in bytewise order and JSON values. */
export interface LmdbFile {
  readonly path: string;
  readonly keys: LmdbKeys;
  /** One transaction, synced when the promise resolves. `write` only puts and removes. Throws ElektraError STORAGE_FAILED; then nothing is stored. */
  commit(write: () => void): Promise<void>;
  close(): Promise<void>;
}

const FULL_BELOW_BYTES = 1024 * 1024;

/** Makes the directory (readable by its owner only) and the file if they are missing. @throws StartRefused when the file is not lmdb's or cannot be used. */
export async function openLmdbFile(directory: string): Promise<LmdbFile> {
  const path = join(directory, 'keys.lmdb');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keys = await openOrRefuse(path);
  return {
    path,
    keys,
    async commit(write) {
      try {
        await keys.batch(write);
      } catch (failure) {
        throw await storageFailed(failure, directory);
      }
    },
    close: () => keys.close(),
  };
}

function openKeys(path: string): LmdbKeys {
  return open<unknown, Uint8Array>({
    path,
    noSubdir: true,
    encoding: 'json',
    keyEncoder: { writeKey, readKey },
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

async function openOrRefuse(path: string): Promise<LmdbKeys> {
  try {
    const problem = await lmdbFileProblem(path);
    if (problem !== null) throw refused(path, problem);
    return openKeys(path);
  } catch (failure) {
    if (failure instanceof StartRefused) throw failure;
    throw refused(path, failure instanceof Error ? failure.message : String(failure), failure);
  }
}

function writeKey(key: Uint8Array, target: Uint8Array, start: number): number {
  target.set(key, start);
  return start + key.length;
}

function readKey(source: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(source, start, end);
}

async function storageFailed(failure: unknown, directory: string): Promise<ElektraError> {
  const cause = await causeOf(failure);
  const { bavail, bsize } = await statfs(directory);
  const isFull = bavail * bsize < FULL_BELOW_BYTES;
  const reason = isFull ? `no space is left on the disk that holds ${directory}` : cause.message;
  return new ElektraError(
    'STORAGE_FAILED',
    `The change was not made: ${reason}. Free space or mend the disk, then try again.`,
    {
      data: { reason },
      cause,
    },
  );
}

/** lmdb rejects with "Commit failed" and hands the reason on in a second promise, which rejects too. */
async function causeOf(failure: unknown): Promise<Error> {
  if (failure instanceof Error && 'commitError' in failure) {
    try {
      await failure.commitError;
    } catch (cause) {
      if (cause instanceof Error) return cause;
    }
  }
  return failure instanceof Error ? failure : new Error(String(failure));
}
