import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupOccasion } from '#shared/clusterd/backups.ts';
import { removeUnfinished } from '../adapters/backup/backup-file.ts';

/** How many are kept. */
const KEPT: Readonly<Record<BackupOccasion, number>> = { daily: 7, 'before-upgrade': 3 };

const END = '.jsonl.gz';
const NAME = /^(daily|before-upgrade)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-([A-Za-z0-9]+))?\.jsonl\.gz$/;

export interface KeptBackup {
  readonly name: string;
  readonly occasion: BackupOccasion;
  /** Milliseconds since 1970 UTC, to the second. */
  readonly madeAt: number;
}

/** @param owner the id of a clusterd; null: its registry is so old that it has none yet. @param at in milliseconds since 1970 UTC */
export function nameOf(occasion: BackupOccasion, owner: string | null, at: number): string {
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${occasion}-${time}${owner === null ? '' : `-${owner}`}${END}`;
}

/** The automatic backups of one clusterd in a folder, oldest first. Files of other names are a person's, or another clusterd's that shares the folder. */
export async function keptBackups(folder: string, owner: string | null): Promise<readonly KeptBackup[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => understood(name, owner)).sort((a, b) => a.madeAt - b.madeAt);
}

/**
 * Removes the oldest of one kind and clusterd, and what a crash of it has left unfinished. Those of the future, made while the clock was wrong, count as the
 * oldest; `made` is whole, and stays. @param now milliseconds since 1970 UTC
 */
export async function rotate(
  folder: string,
  made: { readonly name: string; readonly occasion: BackupOccasion; readonly owner: string | null },
  now: number,
): Promise<void> {
  const { name: newest, occasion, owner } = made;
  const others = (await keptBackups(folder, owner)).filter(
    (each) => each.occasion === occasion && each.name !== newest,
  );
  const byAge = [...others.filter(({ madeAt }) => madeAt > now), ...others.filter(({ madeAt }) => madeAt <= now)];
  for (const { name } of byAge.slice(0, -(KEPT[occasion] - 1))) await rm(join(folder, name), { force: true });
  await removeUnfinished(folder, (name) => understood(name, owner).length > 0, now);
}

function understood(name: string, owner: string | null): readonly KeptBackup[] {
  const [, occasion, time = '', whose = null] = NAME.exec(name) ?? [];
  const madeAt = Date.parse(`${time.slice(0, 10)}T${time.slice(11).replaceAll('-', ':')}Z`);
  return whose !== owner || Number.isNaN(madeAt) ? [] : [{ name, occasion: BackupOccasion.parse(occasion), madeAt }];
}
