import { open } from 'node:fs/promises';
import type { Document } from '../../clusterd/ports.ts';
import { startReplacement } from '../../platform/atomic-file.ts';
import { readLines } from './check-data-file.ts';
import { fromStored, lineOf, toStored } from './stored-document.ts';

const LINE_END = 0x0a;

/**
 * The documents of a data file, also while its store is open and written to: the file only grows, is replaced as a whole when it is compacted, and each
 * part of it up to the end of a line is a state that it had. Nothing is changed. null: there is no such file.
 * @throws StartRefused when a line is damaged
 */
export async function readDataFile(path: string): Promise<readonly Document[] | null> {
  const bytes = await readNow(path);
  if (bytes === null) return null;
  const { documents } = readLines(path, bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1));
  return [...documents.values()].map(fromStored);
}

/** Writes a data file with these documents, for a store that is opened later. It is on the disk when the promise resolves. */
export async function writeDataFile(path: string, documents: Iterable<Document>): Promise<void> {
  const replacement = await startReplacement(path);
  try {
    for (const document of documents) await replacement.write(lineOf(toStored(document)));
    await replacement.commit();
  } finally {
    await replacement.discard();
  }
}

async function readNow(path: string): Promise<Buffer | null> {
  try {
    const handle = await open(path, 'r');
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
