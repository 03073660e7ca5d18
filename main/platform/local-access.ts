import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';

const FILE = 'running.json';

/** How programs of the same user reach the clusterd that runs on a data directory. */
export interface LocalAccess {
  /** As it can be opened from this machine, without a trailing slash. */
  readonly url: string;
  readonly pid: number;
  /** PEM file of the certificate it shows; null: no TLS. */
  readonly certificateFile: string | null;
  /** An administrator's, for as long as this clusterd runs. */
  readonly token: string;
}

/** Only its owner can read the file. */
export async function writeLocalAccess(directory: string, access: LocalAccess): Promise<void> {
  const { url, pid, certificateFile, token } = access;
  await writeFileAtomically(join(directory, FILE), `${JSON.stringify({ url, pid, certificateFile, token })}\n`, {
    mode: 0o600,
  });
}

export async function removeLocalAccess(directory: string): Promise<void> {
  await rm(join(directory, FILE), { force: true });
}

/**
 * Null when nothing runs, as far as the directory tells: after a crash the file is still there, and nobody answers.
 * @throws Error saying what to do when the file cannot be trusted: not ours, open to others, or not of this form.
 */
export async function readLocalAccess(directory: string): Promise<LocalAccess | null> {
  const path = join(directory, FILE);
  const file = await openIfThere(path);
  if (file === null) return null;
  try {
    await checkOwner(file, path);
    return parse(await file.readFile('utf8'), path);
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    // A link could lead to a file that somebody else can write. Windows knows no such flag.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ENOENT') return null;
    if (error.code === 'ELOOP') throw refusal(path, 'is a link');
    throw error;
  }
}

async function checkOwner(file: FileHandle, path: string): Promise<void> {
  const user = process.getuid?.();
  // Windows: the user's folder keeps others out.
  if (user === undefined) return;
  const { uid, mode } = await file.stat();
  if (uid !== user) throw refusal(path, 'belongs to another user');
  if ((mode & 0o077) !== 0) throw refusal(path, 'can be read by others');
}

function parse(text: string, path: string): LocalAccess {
  const { url, pid, certificateFile = null, token } = fieldsOf(text, path);
  if (typeof url !== 'string' || !/^https?:\/\/[^/]/.test(url)) throw refusal(path, 'names no address');
  if (typeof pid !== 'number' || !Number.isInteger(pid)) throw refusal(path, 'names no process');
  if (certificateFile !== null && typeof certificateFile !== 'string') throw refusal(path, 'names no certificate');
  if (typeof token !== 'string' || token === '') throw refusal(path, 'holds no token');
  return { url, pid, certificateFile, token };
}

function fieldsOf(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    throw refusal(path, 'is not JSON', error);
  }
  throw refusal(path, 'is not a JSON object');
}

function refusal(path: string, reason: string, cause?: unknown): Error {
  return new Error(`${path} ${reason}, so it is not used. Remove it and start clusterd again.`, { cause });
}
