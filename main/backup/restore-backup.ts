import { rename, rm } from 'node:fs/promises';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { SecretStore } from '../clusterd/ports/secrets.ts';
import { syncDirectory } from '../platform/atomic-file.ts';
import type { BackupAbout, BackupWork, Staged } from './backup-work.ts';
import { putAsideRegistry } from './put-aside-registry.ts';
import { isThere, registryFile } from './write-backup.ts';

export interface BackupToRestore {
  /** clusterd's, held by the caller: no clusterd runs on it. */
  readonly directory: string;
  readonly file: string;
  /** null: it is not encrypted. */
  readonly passphrase: string | null;
  /** Where this start keeps secrets. */
  readonly secrets: SecretStore;
  /** The id that the clusterd is to have from now on. */
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** True: a registry that is there is put aside. */
  readonly force: boolean;
  readonly work: BackupWork;
  readonly signal: AbortSignal;
}

export interface Restored extends Staged {
  readonly about: BackupAbout;
  /** Where the registry is now that was there before; null: there was none. */
  readonly aside: string | null;
}

/**
 * Puts the registry of a backup in place, as another clusterd that claims the instances when it meets them. Whenever the process ends, the registry is the
 * old one or the restored one, each whole; secrets come first and are named anew in each registry. What is put aside keeps its own, and can be restored like a
 * backup.
 * @throws StartRefused that says what to do, CancelledError
 */
export async function restoreBackup(backup: BackupToRestore): Promise<Restored> {
  const { directory, file, passphrase, secrets, id, now, force, work, signal } = backup;
  const registry = registryFile(directory);
  const isReplaced = await isThere(registry);
  if (isReplaced && !force) {
    throw new StartRefused(
      `Nothing was restored: ${directory} has a registry already. Say --force to put it aside, or choose another --data-dir.`,
    );
  }
  const path = `${registry}.restoring`;
  const host = { secret: (name: string) => secrets.get(name), report: () => undefined };
  try {
    const stage = { path, id, at: now, replaced: registry };
    const { about, staged } = await work.read({ kind: 'read', file, passphrase, stage }, host, signal);
    if (staged === null) throw new Error('The registry was to be staged.');
    // All that are there: the registry that they belong to may be damaged.
    const before = isReplaced ? await secrets.names() : [];
    for (const [name, secret] of staged.secrets) await secrets.set(name, secret);
    const aside = isReplaced ? await putAsideRegistry(registry, now, before) : null;
    await rename(path, registry);
    await syncDirectory(directory);
    return { ...staged, about, aside };
  } finally {
    await rm(path, { force: true });
  }
}
