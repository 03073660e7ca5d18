import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { readBackup } from './backup-file.ts';
import type { BackupRecord } from './backup-lines.ts';
import { openLmdbFile, type LmdbFile } from './lmdb-file.ts';
import { writeRecords } from './record-file.ts';
import { randomName, writeAbout } from './store-about.ts';
import { keysPathOf, syncDirectory } from './store-files.ts';
import { slicesOf } from './write-slices.ts';

export interface Restore {
  readonly directory: string;
  readonly backup: string;
  /** Of the store from now on; null: that of the backup. */
  readonly id: string | null;
}

/**
 * Puts the keys of a backup in the place of a store's. They are written beside it and take its name in one step, when all of them are on the disk; the
 * journal of the old keys has another name and is no part of the new store. The caller holds the directory. Resolves to the number of keys.
 * @throws StartRefused, with the old store as it was
 */
export async function restoreStore({ directory, backup, id }: Restore): Promise<number> {
  const path = keysPathOf(directory);
  const beside = `${path}.new`;
  await removeFile(beside);
  try {
    const file = await openLmdbFile(beside);
    const count = await fill(file, backup, id).finally(() => file.close());
    await rename(beside, path);
    await syncDirectory(directory);
    await removeOld(directory);
    return count;
  } finally {
    await removeFile(beside);
  }
}

async function fill(file: LmdbFile, backup: string, id: string | null): Promise<number> {
  let waiting: BackupRecord[] = [];
  let store = '';
  let count = 0;
  const write = async (): Promise<void> => {
    for (const slice of slicesOf(waiting)) await writeRecords(file, slice);
    count += waiting.length;
    waiting = [];
  };
  for await (const item of readBackup(backup)) {
    if (item.kind === 'problem') {
      throw new StartRefused(`Nothing was restored: ${backup} is damaged, ${item.problem}. Use another backup.`);
    }
    if (item.kind === 'header') store = item.header.store;
    else waiting.push(item.key);
    if (waiting.length >= 1000) await write();
  }
  await write();
  await writeAbout(file, { id: id ?? store, journal: randomName() });
  return count;
}

/** The journals of what was replaced, and lmdb's table of those who read it. */
async function removeOld(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.endsWith('.journal') || name === 'keys.lmdb-lock') await rm(join(directory, name));
  }
}

async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}-lock`, { force: true });
}
