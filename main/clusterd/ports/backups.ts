import type { BackupsState } from '#shared/clusterd/backups.ts';

/** The backups of the registry that are made without being asked for. */
export interface Backups {
  state(): Promise<BackupsState>;
  /** Makes the one that failed or is due. Resolves when it was tried. */
  retry(): Promise<BackupsState>;
  /** Told when one was made or could not be. Returns how to stop. */
  onChange(listener: (state: BackupsState) => void): () => void;
}
