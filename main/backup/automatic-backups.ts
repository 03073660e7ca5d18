import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupOccasion, BackupsState } from '#shared/clusterd/backups.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { Clock, DocumentStore, Log } from '../clusterd/ports.ts';
import type { Backups } from '../clusterd/ports/backups.ts';
import { SELF_ID } from '../clusterd/registry-image/summary.ts';
import { CURRENT_SCHEMA, SCHEMA_ID } from '../clusterd/registry/schema.ts';
import { makeDirectory } from '../platform/paths.ts';
import { unfinishedName } from '../adapters/backup/backup-file.ts';
import type { BackupWork } from './backup-work.ts';
import { DAY_MS, readBackupsState } from './backups-state.ts';
import { failureOf } from './failure-of.ts';
import { keptBackups, nameOf, rotate } from './kept-backups.ts';
import { readBackup } from './read-backup.ts';
import { registryFile } from './write-backup.ts';
import { writeFailure } from './write-failure.ts';

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
  /** The registry, which says whose backups they are. */
  readonly store: Pick<DocumentStore, 'get'>;
  readonly product: { readonly name: string; readonly version: string };
  readonly work: BackupWork;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AutomaticBackups extends Backups {
  /** Before a registry of an older schema is opened for the first time. What fails is logged and kept in the state, and stops nobody. */
  beforeUpgrade(): Promise<void>;
  /** From now on daily. */
  start(): void;
  stop(): Promise<void>;
}

/** Backups that nobody asks for, in `backups/` of the directory: compressed, and without secrets, so without a passphrase. */
export function createAutomaticBackups({
  directory,
  store,
  product,
  work,
  clock,
  log,
}: AutomaticBackupsOptions): AutomaticBackups {
  const folder = join(directory, 'backups');
  const stopping = new AbortController();
  let stopTimer = (): void => undefined;
  let running: Promise<void> = Promise.resolve();
  let nextLookAt: number | null = null;
  let failure: BackupsState['failure'] = null;
  const listeners = new Set<(state: BackupsState) => void>();

  /** @returns whether it was made */
  async function make(occasion: BackupOccasion): Promise<boolean> {
    const madeAt = clock.now();
    const owner = await ownId();
    const name = nameOf(occasion, owner, madeAt);
    const file = join(folder, name);
    try {
      await makeFolder(file);
      const size = await write(file, madeAt);
      await requireWhole(file);
      failure = null;
      await rotate(folder, { name, occasion, owner }, madeAt);
      log.info({ file, size }, 'the registry was backed up');
      return true;
    } catch (error) {
      if (isCancelled(error)) return false;
      failure = { ...failureOf(error), occasion, at: madeAt };
      log.error({ file, err: error }, 'the registry could not be backed up; it is tried again');
      return false;
    }
  }

  async function makeFolder(file: string): Promise<void> {
    try {
      await makeDirectory(folder);
    } catch (cause) {
      throw writeFailure(file, cause);
    }
  }

  /** Whose backups they are; null: an older version has not said yet. */
  async function ownId(): Promise<string | null> {
    const id = (await store.get(SELF_ID))?.['id'];
    return typeof id === 'string' ? id : null;
  }

  async function state(): Promise<BackupsState> {
    return readBackupsState({ folder, owner: await ownId(), failure, nextLookAt, now: clock.now() });
  }

  async function tell(): Promise<void> {
    const now = await state();
    for (const listener of listeners) listener(now);
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
    if (failure !== null) return true;
    try {
      const now = clock.now();
      // One of the future was made while the clock was wrong.
      const daily = (await keptBackups(folder, await ownId())).filter(
        (each) => each.occasion === 'daily' && each.madeAt <= now,
      );
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
    await makeDaily();
  }

  async function makeDaily(): Promise<void> {
    again((await make('daily')) ? LOOK_MS : AGAIN_MS, PATIENCE);
    await tell();
  }

  /** One after the other. */
  function afterOthers(work: () => Promise<void>): Promise<void> {
    running = running.then(work);
    return running;
  }

  function again(after: number, patience: number): void {
    if (stopping.signal.aborted) return;
    stopTimer();
    nextLookAt = clock.now() + after;
    stopTimer = clock.after(after, () => void afterOthers(() => look(patience)));
  }

  return {
    state,
    async beforeUpgrade() {
      const schema = await store.get(SCHEMA_ID);
      if (typeof schema?.['version'] === 'number' && schema['version'] < CURRENT_SCHEMA) await make('before-upgrade');
    },
    start: () => again(AFTER_START_MS, PATIENCE),
    async retry() {
      await afterOthers(async () => {
        if (await isDue()) await makeDaily();
      });
      return state();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      stopping.abort();
      stopTimer();
      await running;
    },
  };
}
