import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { Clock, DocumentStore, Log } from '../clusterd/ports.ts';
import { CURRENT_SCHEMA, SCHEMA_ID } from '../clusterd/registry/schema.ts';
import { makeDirectory } from '../platform/paths.ts';
import { unfinishedName } from '../adapters/backup/backup-file.ts';
import type { BackupWork } from './backup-work.ts';
import { keptBackups, nameOf, rotate, type Occasion } from './kept-backups.ts';
import { readBackup } from './read-backup.ts';
import { registryFile } from './write-backup.ts';

const DAY_MS = 24 * 60 * 60_000;
/** A start has other things to do first. */
const AFTER_START_MS = 60_000;
/** How often it is looked whether one is due: a machine that sleeps through a day's hour is awake for some of these. */
const LOOK_MS = 10 * 60_000;
/** How long after a failure it is tried again. */
const AGAIN_MS = 60 * 60_000;
/** Nothing was written for so long: it is idle. */
const IDLE_MS = 10_000;
const IDLE_LOOK_MS = 30_000;
/** A clusterd that is never idle is backed up all the same. */
const PATIENCE = 20;

export interface AutomaticBackupsOptions {
  /** clusterd's. */
  readonly directory: string;
  readonly product: { readonly name: string; readonly version: string };
  readonly work: BackupWork;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AutomaticBackups {
  /** Before a registry of an older schema is opened for the first time. What fails is logged, and stops nobody. */
  beforeUpgrade(store: Pick<DocumentStore, 'get'>): Promise<void>;
  /** From now on daily. */
  start(): void;
  stop(): Promise<void>;
}

/** Backups that nobody asks for, in `backups/` of the directory: compressed, and without secrets, so without a passphrase. */
export function createAutomaticBackups({
  directory,
  product,
  work,
  clock,
  log,
}: AutomaticBackupsOptions): AutomaticBackups {
  const folder = join(directory, 'backups');
  const stopping = new AbortController();
  let stopTimer = (): void => undefined;
  let running: Promise<void> = Promise.resolve();

  /** @returns whether it was made */
  async function make(occasion: Occasion): Promise<boolean> {
    const madeAt = clock.now();
    const name = nameOf(occasion, madeAt);
    const file = join(folder, name);
    try {
      await makeDirectory(folder);
      const size = await write(file, madeAt);
      await requireWhole(file);
      await rotate(folder, occasion, name, madeAt);
      log.info({ file, size }, 'the registry was backed up');
      return true;
    } catch (error) {
      if (isCancelled(error)) return false;
      log.error({ file, err: error }, 'the registry could not be backed up; it is tried again');
      return false;
    }
  }

  /** Only what was read to its end takes the place of an older one. */
  async function requireWhole(file: string): Promise<void> {
    try {
      await readBackup({ file, passphrase: null, work, signal: stopping.signal });
    } catch (error) {
      if (!isCancelled(error)) await rm(file, { force: true });
      throw error;
    }
  }

  async function write(file: string, madeAt: number): Promise<number> {
    const place = { registry: registryFile(directory), file, unfinished: unfinishedName(file) };
    const host = { secret: async () => null, report: () => undefined };
    const task = { kind: 'write', ...place, lock: null, product, madeAt, withSecrets: false } as const;
    return (await work.write(task, host, stopping.signal)).size;
  }

  async function isDue(): Promise<boolean> {
    try {
      const now = clock.now();
      // One of the future was made while the clock was wrong.
      const daily = (await keptBackups(folder)).filter((each) => each.occasion === 'daily' && each.madeAt <= now);
      return now - (daily.at(-1)?.madeAt ?? -Infinity) >= DAY_MS;
    } catch {
      // There is no such folder yet, or it cannot be read, which making a backup will tell.
      return true;
    }
  }

  async function isIdle(): Promise<boolean> {
    const { mtimeMs } = await stat(registryFile(directory));
    return clock.now() - mtimeMs >= IDLE_MS;
  }

  async function look(patience: number): Promise<void> {
    if (!(await isDue())) return again(LOOK_MS, PATIENCE);
    if (patience > 0 && !(await isIdle().catch(() => true))) return again(IDLE_LOOK_MS, patience - 1);
    again((await make('daily')) ? LOOK_MS : AGAIN_MS, PATIENCE);
  }

  function again(after: number, patience: number): void {
    if (stopping.signal.aborted) return;
    stopTimer = clock.after(after, () => {
      running = look(patience);
    });
  }

  return {
    async beforeUpgrade(store) {
      const schema = await store.get(SCHEMA_ID);
      if (typeof schema?.['version'] === 'number' && schema['version'] < CURRENT_SCHEMA) await make('before-upgrade');
    },
    start: () => again(AFTER_START_MS, PATIENCE),
    async stop() {
      stopping.abort();
      stopTimer();
      await running;
    },
  };
}
