import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinishedName } from '../adapters/backup/backup-file.ts';

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

/** Removes the oldest of one kind, and what a crash has left unfinished. */
export async function rotate(folder: string, occasion: Occasion): Promise<void> {
  const ofKind = (await keptBackups(folder)).filter((each) => each.occasion === occasion);
  const old = ofKind.slice(0, -KEPT[occasion]).map(({ name }) => name);
  const unfinished = (await readdir(folder)).filter((name) => name.endsWith(unfinishedName(END)));
  for (const name of [...old, ...unfinished]) await rm(join(folder, name), { force: true });
}
