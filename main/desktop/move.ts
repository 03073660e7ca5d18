import type { Handlers } from '#shared/contract/operation.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { BackupExists, isThere } from '../backup/write-backup.ts';
import { createClosers } from '../closers.ts';
import { openClusterd, openSecrets, type OpenClusterdOptions } from '../open-clusterd.ts';
import type { Clusterd } from '../clusterd/clusterd.ts';
import type { Turn } from '../clusterd/registry/turns.ts';
import type { Clock, Elektrads, Log } from '../clusterd/ports.ts';
import type { KeptWorkplace } from './kept-workplace.ts';
import type { WriteBackup } from './ports.ts';
import { createReadOnlyElektrads } from './resting-elektrads.ts';
import type { ShownFleet } from './shown-fleet.ts';

export interface MoveOptions {
  readonly kept: KeptWorkplace;
  readonly shown: ShownFleet;
  readonly clusterd: OpenClusterdOptions;
  /** Those that the local clusterd would use. */
  readonly elektrads: () => Elektrads;
  readonly writeBackup: WriteBackup;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly log: Log;
  readonly state: () => DesktopState;
  /** The fleet that the window shows was opened anew. */
  readonly reopened: () => void;
}

type MoveHandlers = Pick<Handlers<DesktopContract>, 'desktop.writeBackup' | 'desktop.giveUpMove'>;

/** How long instances may take to say who manages them. */
const ASKING_MS = 10_000;

/**
 * The move to a server: deliveries from here end, durably, before what is moved is read; they begin again only when the move is given up. It is finished by
 * connecting to the clusterd that has taken over.
 */
export function moveHandlers(options: MoveOptions): MoveHandlers {
  const { kept, shown, clusterd, writeBackup, turn, clock, log, state, reopened } = options;

  /** @returns since when nothing is delivered from here */
  async function beginMove(file: string, withSecrets: boolean): Promise<number> {
    const { move } = kept.current();
    if (move !== null) return move.at;
    const at = clock.now();
    await kept.change({ move: { file, withSecrets, at, isWritten: false, isFinishing: false } });
    await reopen();
    return at;
  }

  /** What is shown follows what is kept. */
  async function reopen(): Promise<void> {
    await shown.close();
    await shown.open();
    reopened();
  }

  return {
    'desktop.writeBackup': ({ file, passphrase, withSecrets, replace = false, move }, { report, signal }) =>
      turn(async () => {
        const before = kept.current().move;
        // Before deliveries end for it.
        if (!replace && (await isThere(file))) throw backupError(new BackupExists(file));
        const at = move ? await beginMove(file, withSecrets) : null;
        try {
          const secrets = withSecrets ? (shown.localSecrets() ?? (await openSecrets(clusterd, log))) : null;
          await writeBackup({
            ...{ directory: clusterd.directory, file, replace, passphrase, secrets, signal },
            report: (done, total) => report?.({ done, total }),
          });
          if (at !== null) await kept.change({ move: { file, withSecrets, at, isWritten: true, isFinishing: false } });
        } catch (error) {
          if (move && before === null) {
            await kept.change({ move: before });
            await reopen();
          }
          throw backupError(error);
        }
        return state();
      }),
    'desktop.giveUpMove': (_input, { signal }) =>
      turn(async () => {
        if (kept.current().move === null) return state();
        await shown.close();
        try {
          const [taken] = await withLookingClusterd(options, (looking) => takenOver(looking, clock, signal));
          if (taken !== undefined) throw hasTakenOver(taken);
          await kept.change({ move: null });
        } finally {
          await shown.open();
          reopened();
        }
        return state();
      }),
  };
}

function backupError(error: unknown): unknown {
  if (error instanceof BackupExists)
    return new ElektraError('BACKUP_EXISTS', undefined, { data: { file: error.file } });
  if (!(error instanceof Error) || error.name !== 'StartRefused') return error;
  return new ElektraError('BACKUP_REFUSED', error.message, { data: { reason: error.message }, cause: error });
}

/** The local clusterd for a moment, over elektrads that it can ask and not change. */
async function withLookingClusterd<T>(
  { clusterd, elektrads, log }: MoveOptions,
  work: (looking: Clusterd) => Promise<T>,
): Promise<T> {
  const closers = createClosers();
  try {
    const reading = createReadOnlyElektrads(elektrads(), 'it is asked first who manages it');
    return await work(await openClusterd({ ...clusterd, elektrads: reading }, log, closers));
  } finally {
    await closers.close();
  }
}

async function takenOver(looking: Clusterd, clock: Clock, signal: AbortSignal) {
  const late = new AbortController();
  const stopWaiting = clock.after(ASKING_MS, () => late.abort());
  try {
    return await looking.takenOver(AbortSignal.any([signal, late.signal]));
  } finally {
    stopWaiting();
  }
}

type TakenOver = Awaited<ReturnType<Clusterd['takenOver']>>[number];

function hasTakenOver({ id, owner }: TakenOver): ElektraError {
  const message = `The clusterd “${owner.name}” manages ${id} now: it has taken over what was moved. Connect to it instead.`;
  return new ElektraError('INSTANCE_OWNED', message, { data: { id, owner } });
}
