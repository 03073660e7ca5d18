import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupsState } from '#shared/clusterd/backups.ts';
import { keptBackups, type KeptBackup } from './kept-backups.ts';

export const DAY_MS = 24 * 60 * 60_000;

interface Known extends Pick<BackupsState, 'folder' | 'failure'> {
  /** See `nameOf`. */
  readonly owner: string | null;
  /** When it is looked next whether one is due, in milliseconds since 1970 UTC; null: it is not looked. */
  readonly nextLookAt: number | null;
  readonly now: number;
}

/** What there is of the automatic backups of a clusterd by now. A folder that is not there, or cannot be read, has none. */
export async function readBackupsState({ folder, owner, failure, nextLookAt, now }: Known): Promise<BackupsState> {
  const kept = await keptBackups(folder, owner).catch(() => []);
  // One of the future was made while the clock was wrong.
  const past = kept.filter(({ madeAt }) => madeAt <= now);
  const daily = past.findLast(({ occasion }) => occasion === 'daily');
  const dueAt = failure === null && daily !== undefined ? daily.madeAt + DAY_MS : -Infinity;
  return {
    folder,
    last: await measured(folder, past.at(-1)),
    failure,
    nextAt: nextLookAt === null ? null : Math.max(nextLookAt, dueAt),
  };
}

async function measured(folder: string, kept: KeptBackup | undefined): Promise<BackupsState['last']> {
  if (kept === undefined) return null;
  const { name, occasion, madeAt } = kept;
  const file = join(folder, name);
  // Somebody may have taken it away just now.
  const found = await stat(file).catch(() => null);
  return found && { file, occasion, madeAt, size: found.size };
}
