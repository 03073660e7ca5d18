import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory, type Replacement } from '../../platform/atomic-file.ts';

/** What NeDB's own storage does not do with the file it appends to. All lengths are bytes. */
export interface DataFile {
  length(): Promise<number>;
  /** Writes the text from there on, where the file ends. A failure may leave a part of it. */
  append(at: number, text: string): Promise<void>;
  /** What was appended so far, by whomever, is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  read(from: number, to: number): Promise<Uint8Array>;
  /** The replacement becomes the file. After a failure it is either of the two. */
  replace(replacement: Replacement): Promise<void>;
  close(): Promise<void>;
}

/** Opens the file, readable to its owner alone if it has to be made. */
export async function openDataFile(path: string): Promise<DataFile> {
  await createIfMissing(path);
  // Kept open: a handle is told of every failed write-back since it was opened, a later one may never hear of it.
  let handle: FileHandle | null = await open(path, 'r+');

  const current = async (): Promise<FileHandle> => (handle ??= await open(path, 'r+'));
  const close = async (): Promise<void> => {
    const closing = handle;
    handle = null;
    await closing?.close();
  };

  return {
    length: async () => (await (await current()).stat()).size,
    async append(at, text) {
      const bytes = Buffer.from(text);
      const open = await current();
      for (let done = 0; done < bytes.length;) {
        done += (await open.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      }
    },
    sync: async () => (await current()).datasync(),
    truncate: async (length) => (await current()).truncate(length),
    async read(from, to) {
      const bytes = new Uint8Array(to - from);
      const { bytesRead } = await (await current()).read(bytes, 0, bytes.length, from);
      if (bytesRead !== bytes.length) throw new Error(`${path} is shorter than what was written to it.`);
      return bytes;
    },
    async replace(replacement) {
      // Windows replaces no file that is open.
      await close();
      await replacement.commit();
      await current();
    },
    close,
  };
}

async function createIfMissing(path: string): Promise<void> {
  const handle = await open(path, 'a', 0o600);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(dirname(path));
}
