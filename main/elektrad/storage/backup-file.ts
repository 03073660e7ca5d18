import { createReadStream } from 'node:fs';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  backupLine,
  readBackupLine,
  recordProblem,
  type BackupHeader,
  type BackupRecord,
} from './backup-lines.ts';
import type { StoreSnapshot } from './store-snapshot.ts';

/** So many characters are handed on at once. */
const CHUNK = 256 * 1024;

/** Writes all keys of a moment of a store to `write`, in order. Resolves to how many there are. */
export async function writeBackup(
  { about, names, record }: StoreSnapshot,
  at: Date,
  write: (chunk: string) => Promise<void>,
): Promise<number> {
  const header = { format: BACKUP_FORMAT, version: BACKUP_VERSION, store: about.id, at: at.toISOString() } as const;
  let chunk = backupLine(header);
  let count = 0;
  for (const name of names) {
    const stored = record(name);
    const problem = recordProblem(name, stored);
    if (stored === undefined || problem !== null) {
      throw new StartRefused(`The key ${name} is damaged in the store (${problem}). Nothing was written.`);
    }
    chunk += backupLine([name, stored]);
    count += 1;
    if (chunk.length < CHUNK) continue;
    await write(chunk);
    chunk = '';
  }
  await write(chunk + backupLine({ end: count }));
  return count;
}

/** What a backup holds, line by line; `problem` names the line and what is wrong with it. */
export type BackupItem =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'key'; readonly key: BackupRecord }
  | { readonly kind: 'problem'; readonly problem: string };

/** Reads a backup to its end, whatever it meets. @throws StartRefused when it is none, or of a newer version */
export async function* readBackup(path: string): AsyncGenerator<BackupItem> {
  let number = 0;
  let count = 0;
  let last = '';
  let end: number | null = null;
  for await (const line of linesOf(path)) {
    number += 1;
    const content = readBackupLine(line);
    if (number === 1) {
      yield { kind: 'header', header: headerOf(content, path) };
      continue;
    }
    const problem = lineProblem(content, last, end);
    if (problem !== null) yield { kind: 'problem', problem: `line ${number}: ${problem}` };
    else if (isRecord(content)) {
      last = content[0];
      count += 1;
      yield { kind: 'key', key: content };
    } else end = endOf(content);
  }
  if (number === 0) throw foreign(path);
  if (end === null) yield { kind: 'problem', problem: `line ${number + 1}: the end of the file is missing` };
  else if (end !== count) yield { kind: 'problem', problem: `it holds ${count} whole keys of ${end}` };
}

function lineProblem(content: unknown, last: string, end: number | null): string | null {
  if (content === undefined) return 'the checksum does not fit: the line is damaged';
  if (end !== null) return 'it stands behind the end';
  if (!isRecord(content)) return endOf(content) === null ? 'it is no key' : null;
  const [name, record] = content;
  const problem = recordProblem(name, record);
  if (problem !== null) return `the key ${name}: ${problem}`;
  return last !== '' && compareKeyNames(last, name) >= 0 ? `the key ${name} is not in its place` : null;
}

function isRecord(content: unknown): content is BackupRecord {
  return Array.isArray(content);
}

function endOf(content: unknown): number | null {
  const { end } = Object(content) as { readonly end?: unknown };
  return typeof end === 'number' ? end : null;
}

function headerOf(content: unknown, path: string): BackupHeader {
  const { format, version, store } = Object(content) as Partial<Record<keyof BackupHeader, unknown>>;
  if (format !== BACKUP_FORMAT || typeof version !== 'number' || typeof store !== 'string') throw foreign(path);
  if (version > BACKUP_VERSION) {
    throw new StartRefused(
      `${path} was made by a newer version (format ${version}, this program knows ${BACKUP_VERSION}). Use the newer version.`,
    );
  }
  return content as BackupHeader;
}

function foreign(path: string): StartRefused {
  return new StartRefused(`${path} is no backup of an elektrad, or its first line is damaged.`);
}

/** Split at newlines alone: values hold every other separator as it is. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartRefused(`The backup ${path} cannot be read: ${reason}.`, { cause });
  }
  if (rest !== '') yield rest;
}
