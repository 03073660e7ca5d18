import type { Document } from '../clusterd/ports.ts';
import type { RegistrySummary } from '../clusterd/registry-image/summary.ts';

/** What a backup says of itself. */
export interface BackupAbout extends RegistrySummary {
  /** By what it was made; null: it is no backup but a registry, as clusterd left it. */
  readonly product: { readonly name: string; readonly version: string } | null;
  /** Milliseconds since 1970 UTC. */
  readonly madeAt: number;
  readonly withSecrets: boolean;
}

/** What a registry is taken from. */
export interface BackupToTake {
  readonly header: Pick<BackupAbout, 'product' | 'madeAt'> & { readonly secrets: boolean };
  readonly documents: readonly Document[];
  /** By name. */
  readonly secrets: ReadonlyMap<string, string>;
}

export interface WriteTask {
  readonly kind: 'write';
  /** clusterd's data file. */
  readonly registry: string;
  readonly file: string;
  /** Its name until it is whole: see `unfinishedName`. */
  readonly unfinished: string;
  /** null: compressed only; then it must hold no secrets. */
  readonly lock: { readonly passphrase: string; readonly workFactor?: number } | null;
  readonly product: { readonly name: string; readonly version: string };
  readonly madeAt: number;
  readonly withSecrets: boolean;
}

export interface Written {
  readonly about: BackupAbout;
  /** Names of secrets that the registry needs and that the store does not have. */
  readonly missing: readonly string[];
  /** Bytes. */
  readonly size: number;
}

export interface ReadTask {
  readonly kind: 'read';
  readonly file: string;
  readonly passphrase: string | null;
  /** null: it is only looked at. */
  readonly stage: Stage | null;
}

/** Where the registry is to be written as another clusterd goes on with it. */
export interface Stage {
  readonly path: string;
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** The data file that it replaces, whose clusterd it goes on for as well. */
  readonly replaced: string;
}

export interface Read {
  readonly about: BackupAbout;
  readonly staged: Staged | null;
}

export interface Staged {
  /** To be put into the store of secrets, by name. */
  readonly secrets: readonly (readonly [string, string])[];
  /** Names of secrets that are neither in the backup nor in the store. */
  readonly missing: readonly string[];
  /** Settings whose secret value cannot be opened any more. */
  readonly lost: readonly { readonly clusterId: string; readonly key: string }[];
}

/** What the work needs from where it is asked for. */
export interface WorkHost {
  /** null: the store has none of that name. */
  secret(name: string): Promise<string | null>;
  report(done: number, total: number): void;
}

/** Does the work. Aborted, it leaves nothing behind. @throws StartRefused that says what to do, CancelledError */
export interface BackupWork {
  write(task: WriteTask, host: WorkHost, signal: AbortSignal): Promise<Written>;
  read(task: ReadTask, host: WorkHost, signal: AbortSignal): Promise<Read>;
}
