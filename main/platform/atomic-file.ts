import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that will take the place of another: written beside it, seen by nobody until `commit`. */
export interface Replacement {
  write(chunk: string | Uint8Array): Promise<void>;
  /** What is written so far reaches the disk, so that `commit` has less to wait for. */
  sync(): Promise<void>;
  /** Syncs the file, gives it its name, and syncs the directory. After a failure the name holds the old file or the new one, each complete. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

interface ReplacementOptions {
  /** Permissions, 0600 unless told. */
  readonly mode?: number;
  /** Where it is written: in the same directory. A name of its own unless told. */
  readonly beside?: string;
}

export async function startReplacement(path: string, options: ReplacementOptions = {}): Promise<Replacement> {
  const { mode = 0o600, beside = `${path}.${randomBytes(6).toString('hex')}.new` } = options;
  const file = await open(beside, 'w', mode);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  };
  return {
    write: (chunk) => file.writeFile(chunk),
    sync: () => file.sync(),
    async commit() {
      await file.sync();
      await close();
      await rename(beside, path);
      await syncDirectory(dirname(path));
    },
    async discard() {
      await close();
      await rm(beside, { force: true });
    },
  };
}

/** Whoever reads `path`, now or after a crash, finds the old content or the new one, never a part. It is on the disk when the promise resolves. */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: ReplacementOptions = {},
): Promise<void> {
  const replacement = await startReplacement(path, options);
  try {
    await replacement.write(content);
    await replacement.commit();
  } catch (error) {
    await replacement.discard();
    throw error;
  }
}

/** Makes names given, changed and taken in a directory survive a power failure. Windows does this by itself and cannot be asked to. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
