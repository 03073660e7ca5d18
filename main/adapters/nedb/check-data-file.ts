import { isUtf8 } from 'node:buffer';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { syncDirectory } from '../../platform/atomic-file.ts';
import type { Clock, Log } from '../../clusterd/ports.ts';
import type { StoredDocument } from './stored-document.ts';

export interface DataFileContent {
  /** Bytes, all in complete lines. */
  readonly length: number;
  readonly lines: number;
  /** What the lines leave, by id. */
  readonly documents: ReadonlyMap<string, StoredDocument>;
}

interface Surroundings {
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
}

const LINE_END = 0x0a;

/**
 * Reads every line of the file, for NeDB too. A last line that was never finished, so never acknowledged, is cut off and kept in a file
 * beside it, `registry.db.torn-<time>`; one that only lacks its end, as editors leave it, gets one.
 * @throws StartRefused naming the file and the line when any other is damaged; the file is then untouched.
 */
export async function checkDataFile(path: string, { log, clock }: Surroundings): Promise<DataFileContent> {
  const bytes = await readFile(path);
  const complete = bytes.lastIndexOf(LINE_END) + 1;
  const content = readLines(path, bytes.subarray(0, complete));
  const rest = bytes.subarray(complete);
  if (rest.length === 0) return content;
  if (parseRecord(rest) !== undefined) {
    await changeEnd(path, bytes.length, '\n');
    return readLines(path, Buffer.concat([bytes, Buffer.of(LINE_END)]));
  }
  const kept = `${path}.torn-${new Date(clock.now()).toISOString().replaceAll(':', '-')}`;
  await putAside(kept, rest);
  await changeEnd(path, complete, '');
  log.warn({ file: path, kept, bytes: rest.length }, 'The last write was cut short; what is left of it was put aside.');
  return content;
}

/** @throws StartRefused naming the file and the line */
export function readLines(path: string, bytes: Buffer): DataFileContent {
  const documents = new Map<string, StoredDocument>();
  let lines = 0;
  let number = 0;
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_END, start);
    const line = bytes.subarray(start, end);
    start = end + 1;
    number += 1;
    if (line.length === 0) continue;
    const record = parseRecord(line);
    if (record === undefined) {
      throw new StartRefused(
        `${path} is damaged in line ${number}. Nothing was changed. Restore the file from a backup, or take that line out if you know what it was.`,
      );
    }
    lines += 1;
    if (record.$$deleted === true) documents.delete(record._id);
    else documents.set(record._id, record);
  }
  return { length: bytes.length, lines, documents };
}

function parseRecord(line: Buffer): StoredDocument | undefined {
  if (!isUtf8(line)) return undefined;
  try {
    const value: unknown = JSON.parse(line.toString());
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is StoredDocument {
  return (
    typeof value === 'object' && value !== null && '_id' in value && typeof value._id === 'string' && value._id !== ''
  );
}

async function putAside(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncDirectory(dirname(path));
  } catch (error) {
    throw new StartRefused(
      `The last write was cut short, and there is no way to put aside what is left of it (${path}). Free space or correct the permissions, then start again.`,
      { cause: error },
    );
  }
}

async function changeEnd(path: string, length: number, end: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(length);
    await handle.write(end, length);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
