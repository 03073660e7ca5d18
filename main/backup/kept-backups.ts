import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeUnfinished } from '../adapters/backup/backup-file.ts';

/** Why a backup is made by itself. */
export type Occasion = 'daily' | 'before-upgrade';

/** How many are kept. */
const KEPT: Readonly<Record<Occasion, number>> = { daily: 7, 'before-upgrade': 3 };

const END = '.jsonl.gz';
const NAME = /^(daily|before-upgrade)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)\.jsonl\.gz$/;

interface KeptBackup {
  readonly name: string;
  readonly occasion: string;
  /** Milliseconds since 1970 UTC, to the second. */
  readonly madeAt: number;
}

/** `at` in milliseconds since 1970 UTC. */
export function nameOf(occasion: Occasion, at: number): string {
  return `${occasion}-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}${END}`;
}

/** What is in a folder of automatic backups, oldest first. Files of other names are a person's. */
export async function keptBackups(folder: string): Promise<readonly KeptBackup[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => {
      const [, occasion = '', time = ''] = NAME.exec(name) ?? [];
      const madeAt = Date.parse(`${time.slice(0, 10)}T${time.slice(11).replaceAll('-', ':')}Z`);
      return Number.isNaN(madeAt) ? [] : [{ name, occasion, madeAt }];
    })
    .sort((a, b) => a.madeAt - b.madeAt);
}

/**
 * Removes the oldest of one kind, and what a crash has left unfinished. Those of the future, made while the clock was wrong, count as the oldest; `made` is
 * whole, and stays. @param now milliseconds since 1970 UTC
 */
export async function rotate(folder: string, occasion: Occasion, made: string, now: number): Promise<void> {
  const others = (await keptBackups(folder)).filter((each) => each.occasion === occasion && each.name !== made);
  const byAge = [...others.filter(({ madeAt }) => madeAt > now), ...others.filter(({ madeAt }) => madeAt <= now)];
  for (const { name } of byAge.slice(0, -(KEPT[occasion] - 1))) await rm(join(folder, name), { force: true });
  await removeUnfinished(folder, (name) => NAME.test(name), now);
}
