import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SHORTEST_PASSPHRASE } from '#shared/desktop/passphrase.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { removeUnfinished, unfinishedName } from '../adapters/backup/backup-file.ts';
import type { SecretStore } from '../clusterd/ports/secrets.ts';
import type { BackupWork, Written } from './backup-work.ts';

/** clusterd's data file in its directory. */
export const registryFile = (directory: string): string => join(directory, 'registry.db');

export interface BackupToWrite {
  /** clusterd's; it may be running. */
  readonly directory: string;
  readonly file: string;
  readonly passphrase: string;
  /** Where the secrets are that are to be in it; null: they are left out. */
  readonly secrets: Pick<SecretStore, 'get'> | null;
  readonly product: { readonly name: string; readonly version: string };
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** False: a file of that name is left as it is. */
  readonly replace: boolean;
  readonly work: BackupWork;
  readonly report?: (done: number, total: number) => void;
  readonly signal: AbortSignal;
  /** See Lock. */
  readonly workFactor?: number;
}

/** There is a file of that name, and nobody has said that it may be replaced. */
export class BackupExists extends StartRefused {
  readonly file: string;
  constructor(file: string) {
    super(`${file} is there already. Choose another name, or say --force to replace it.`);
    this.file = file;
  }
}

/**
 * Writes one encrypted file with the registry, its changes and, if wanted, the secrets that it names, of one moment after the call. The file is there
 * only when it is whole. @throws BackupExists, StartRefused that says what to do, CancelledError
 */
export async function writeBackup(backup: BackupToWrite): Promise<Written> {
  const { directory, file, passphrase, secrets, product, now, replace, work, report, signal, workFactor } = backup;
  requireLong(passphrase);
  if (!replace && (await isThere(file))) {
    throw new BackupExists(file);
  }
  const lock = { passphrase, ...(workFactor !== undefined && { workFactor }) };
  const what = { product, madeAt: now, withSecrets: secrets !== null };
  const written = await work.write(
    { kind: 'write', registry: registryFile(directory), file, unfinished: unfinishedName(file), lock, ...what },
    { secret: async (name) => secrets?.get(name) ?? null, report: (done, total) => report?.(done, total) },
    signal,
  );
  // What a killed process has left of it; where the folder cannot be looked through it stays.
  await removeUnfinished(dirname(file), (name) => name === basename(file), now).catch(() => undefined);
  return written;
}

/** @throws StartRefused */
export function requireLong(passphrase: string): void {
  if ([...passphrase].length >= SHORTEST_PASSPHRASE) return;
  throw new StartRefused(
    `The passphrase is too short: whoever gets the file could guess it. Take at least ${SHORTEST_PASSPHRASE} characters, for example four words.`,
  );
}

export async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
