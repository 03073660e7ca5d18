import { randomBytes } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { startReplacement } from '../../platform/atomic-file.ts';
import { contentOf, cutShort, damaged, noBackup, textOf, type BackupContent } from './backup-text.ts';

/** With what a backup is encrypted. */
export interface Lock {
  readonly passphrase: string;
  /** The base-2 logarithm of scrypt's cost: 18, one second and 256 MB, unless a test says less. */
  readonly workFactor?: number;
}

/** How the files of age and gzip begin. */
const AGE = Buffer.from('age-encryption.org/v1\n');
const GZIP = Buffer.from([0x1f, 0x8b]);

const WORK_FACTOR = 18;
const HOUR_MS = 60 * 60_000;

/** How the name ends under which a backup is written before it has its own; left over when the process ends in the middle. */
const UNFINISHED = '.writing';

/** A name of its own each time: two who write one backup at once do not write into each other's. */
export const unfinishedName = (file: string): string => `${file}.${randomBytes(4).toString('hex')}${UNFINISHED}`;

/** Removes what a killed process has left of backups with these names; what is younger than an hour may still be written. @param now milliseconds since 1970 UTC */
export async function removeUnfinished(folder: string, isOurs: (name: string) => boolean, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, of = ''] = /^(.+)\.[0-9a-f]{8}\.writing$/.exec(name) ?? [];
    if (!isOurs(of)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (now - mtimeMs > HOUR_MS) await rm(path, { force: true });
  }
}

/**
 * Writes a backup, readable to its owner alone; it is on the disk when the promise resolves. `lock` null: compressed only. `beside`: under which name until
 * it is whole. @returns its size in bytes
 */
export async function writeBackupFile(
  file: string,
  content: BackupContent,
  lock: Lock | null,
  report: (done: number, total: number) => void,
  beside = unfinishedName(file),
): Promise<number> {
  const packed = createGzip();
  // A failure ends `packed` with it, and is thrown below.
  pipeline(Readable.from(textOf(content, report)), packed, () => undefined);
  const replacement = await startReplacement(file, { beside });
  let size = 0;
  try {
    for await (const chunk of lock === null ? packed : await encrypted(packed, lock)) {
      const bytes = chunk as Uint8Array;
      await replacement.write(bytes);
      size += bytes.length;
    }
    await replacement.commit();
    return size;
  } finally {
    packed.destroy();
    await replacement.discard();
  }
}

/** @throws StartRefused when the file is none of age's and none of ours */
export async function isEncrypted(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new StartRefused(`The backup ${file} cannot be read: ${cause.message}.`, { cause });
  });
  try {
    const start = Buffer.alloc(AGE.length);
    const { bytesRead } = await handle.read(start, 0, start.length, 0);
    if (start.equals(AGE)) return true;
    if (start.subarray(0, GZIP.length).equals(GZIP)) return false;
    throw bytesRead === 0 || AGE.subarray(0, bytesRead).equals(start.subarray(0, bytesRead))
      ? cutShort(file)
      : noBackup(file);
  } finally {
    await handle.close();
  }
}

/** The whole of a backup, checked to its end. `passphrase` null: it must not be encrypted. @throws StartRefused that says what is wrong with it */
export async function readBackupFile(file: string, passphrase: string | null): Promise<BackupContent> {
  const isLocked = await isEncrypted(file);
  if (isLocked && passphrase === null) throw new StartRefused(`${file} is encrypted: its passphrase is needed.`);
  const handle = await open(file, 'r');
  const source = handle.createReadStream();
  const unpacked = createGunzip();
  try {
    const packed = isLocked ? Readable.from(await decrypted(file, source, passphrase ?? '')) : source;
    pipeline(packed, unpacked, () => undefined);
    return await contentOf(file, unpacked);
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    const { code } = error as NodeJS.ErrnoException;
    // Whether the last piece or an earlier one is wrong is all that age can tell.
    throw code === 'Z_BUF_ERROR' || (isLocked && source.readableEnded) ? cutShort(file, error) : damaged(file, error);
  } finally {
    unpacked.destroy();
    source.destroy();
  }
}

async function encrypted(
  plain: Readable,
  { passphrase, workFactor = WORK_FACTOR }: Lock,
): Promise<AsyncIterable<Uint8Array>> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  return encrypter.encrypt(webStreamOf(plain));
}

async function decrypted(file: string, source: Readable, passphrase: string): Promise<AsyncIterable<Uint8Array>> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(webStreamOf(source));
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.startsWith('no identity matched'))) throw damaged(file, cause);
    throw new StartRefused(
      `The passphrase is not that of ${file}. Nothing was changed. Try again with the one it was made with.`,
      {
        cause,
      },
    );
  }
}

function webStreamOf(stream: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}
