import { open, stat } from 'node:fs/promises';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { isEncrypted } from '../adapters/backup/backup-file.ts';
import { readDataFile } from '../adapters/nedb/read-data-file.ts';
import type { BackupToTake } from './backup-work.ts';

/** How each line of a data file begins, and no backup. */
const START = Buffer.from('{"');

/** Whether it is the data file of a clusterd, for example a registry that was put aside. */
export async function isDataFile(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new StartRefused(`The backup ${file} cannot be read: ${cause.message}.`, { cause });
  });
  try {
    const start = Buffer.alloc(START.length);
    await handle.read(start, 0, start.length, 0);
    return start.equals(START);
  } catch (cause) {
    throw new StartRefused(`The backup ${file} cannot be read: ${(cause as Error).message}.`, { cause });
  } finally {
    await handle.close();
  }
}

/** Whether a passphrase has to be asked for. @throws StartRefused when it is no backup */
export async function needsPassphrase(file: string): Promise<boolean> {
  return !(await isDataFile(file)) && isEncrypted(file);
}

/** What is in it, to be read like a backup: without secrets, which are in the store as long as it is kept. @throws StartRefused */
export async function readDataFileAsBackup(file: string): Promise<BackupToTake> {
  const [documents, { mtimeMs }] = [await readDataFile(file), await stat(file)];
  const header = { product: null, madeAt: Math.trunc(mtimeMs), secrets: false };
  return { header, documents: documents ?? [], secrets: new Map() };
}
