import type { KeyName } from '#shared/model/key-name.ts';

/** How one run of the command ended. */
export interface KdbRun {
  /** null when it did not end by itself; then `failure` says why. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** A clause for people: why it was not started, or was ended from outside. Whether it had done its work by then is unknown. */
  readonly failure: string | null;
}

export interface ExportRun extends KdbRun {
  /** What was written, also after a failure; empty when nothing was. */
  readonly dump: Uint8Array;
}

/**
 * What becomes of keys below the parent that the dump does not have: `import` keeps them, `cut` removes them.
 * Source: elektra-merge-strategy(7); `cut` is among the recorded runs.
 */
export type ImportStrategy = 'import' | 'cut';

/** The host's `kdb` command. One process runs at a time, in the order asked for. A run never rejects because of what the command did. */
export interface KdbCommand {
  /** Names and values go as arguments of their own; no shell reads them. An aborted signal ends the process: give none where it writes. */
  run(args: readonly string[], signal?: AbortSignal): Promise<KdbRun>;
  /** The key and all below it. */
  exportDump(parent: KeyName, signal?: AbortSignal): Promise<ExportRun>;
  importDump(parent: KeyName, dump: Uint8Array, strategy: ImportStrategy): Promise<KdbRun>;
  /** Waits for what runs, and takes nothing more. */
  close(): Promise<void>;
}
