import { join, resolve } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { createClosers } from '../closers.ts';
import { readBackup, writeBackup } from '../elektrad/storage/backup-file.ts';
import { restoreStore } from '../elektrad/storage/restore-store.ts';
import { randomName } from '../elektrad/storage/store-about.ts';
import { hasStore, openSnapshot, type StoreSnapshot } from '../elektrad/storage/store-snapshot.ts';
import { verifyStore, type Verified } from '../elektrad/storage/verify-store.ts';
import { holdDirectory } from '../hold-directory.ts';
import { startReplacement } from '../platform/atomic-file.ts';
import { makeDirectory } from '../platform/paths.ts';
import { orRefuse } from '../refused.ts';
import type { CommonOptions } from './options.ts';
import { elektradDirectory } from './server-options.ts';

export interface RestoreOptions extends CommonOptions {
  readonly force: boolean;
  readonly newId: boolean;
}

/** `elektra-web elektrad backup FILE`: all keys of one moment, also while the elektrad runs and is written to. */
export async function runBackup(file: string, options: CommonOptions): Promise<void> {
  const snapshot = await openSnapshot(storeDirectory(options));
  try {
    const keys = await writeWhole(resolve(file), snapshot);
    say(`${countOf(keys)} written to ${file}.`);
  } finally {
    await snapshot.close();
  }
}

/** @throws StartRefused when it cannot be written; a file that was there is as it was then */
async function writeWhole(file: string, snapshot: StoreSnapshot): Promise<number> {
  try {
    const replacement = await startReplacement(file);
    try {
      const keys = await writeBackup(snapshot, new Date(), (chunk) => replacement.write(chunk));
      await replacement.commit();
      return keys;
    } finally {
      await replacement.discard();
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw new StartRefused(`The backup ${file} cannot be written: ${cause.message}.`, { cause });
  }
}

/** `elektra-web elektrad restore FILE`: the keys of a backup in place of those that are there. */
export async function runRestore(file: string, options: RestoreOptions): Promise<void> {
  const closers = createClosers();
  const directory = storeDirectory(options);
  try {
    await holdDirectory(elektradDirectory(options), 'a restore', closers);
    await orRefuse(makeDirectory(directory));
    const before = (await hasStore(directory)) ? await idToReplace(directory, options.force) : null;
    const id = options.newId ? randomName() : before;
    const keys = await orRefuse(restoreStore({ directory, backup: resolve(file), id }));
    say(`${countOf(keys)} restored from ${file}.`);
  } finally {
    await closers.close();
  }
}

/** `elektra-web elektrad verify [FILE]`: a backup, or the store. What is damaged is named, and then the exit code is 1. */
export async function runVerify(file: string | undefined, options: CommonOptions): Promise<void> {
  const { keys, problems } = await (file === undefined ? verifyDirectory(options) : verifyBackup(resolve(file)));
  for (const problem of problems) say(`damaged: ${problem}`);
  say(`${countOf(keys)} read, ${problems.length === 0 ? 'nothing is damaged' : `${problems.length} damaged`}.`);
  if (problems.length > 0) process.exitCode = 1;
}

/** The id of the store that is there; null of one that cannot be read any more. @throws StartRefused unless it may be replaced */
async function idToReplace(directory: string, force: boolean): Promise<string | null> {
  try {
    const { about, names, close } = await openSnapshot(directory);
    await close();
    if (names.length === 0 || force) return about.id;
    throw new StartRefused(
      `Nothing was restored: the elektrad has ${countOf(names.length)}. Back them up, then say --force to replace them.`,
    );
  } catch (failure) {
    if (force && failure instanceof StartRefused) return null;
    throw failure;
  }
}

async function verifyDirectory(options: CommonOptions): Promise<Verified> {
  const snapshot = await openSnapshot(storeDirectory(options));
  try {
    return verifyStore(snapshot);
  } finally {
    await snapshot.close();
  }
}

async function verifyBackup(file: string): Promise<Verified> {
  const problems: string[] = [];
  let keys = 0;
  for await (const item of readBackup(file)) {
    if (item.kind === 'problem') problems.push(item.problem);
    else if (item.kind === 'key') keys += 1;
  }
  return { keys, problems };
}

function storeDirectory(options: CommonOptions): string {
  return join(elektradDirectory(options), 'keys');
}

function countOf(keys: number): string {
  return keys === 1 ? '1 key' : `${keys} keys`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
