import type { BackupsState } from '#shared/clusterd/backups.ts';
import type { Backups } from '../ports/backups.ts';

const NONE_YET: BackupsState = { folder: '/backups', last: null, failure: null, nextAt: null };

/** `Backups` that are as a test says. */
export function createFakeBackups(): Backups & { become(state: Partial<BackupsState>): void } {
  const listeners = new Set<(state: BackupsState) => void>();
  let now = NONE_YET;
  return {
    state: async () => now,
    retry: async () => now,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    become(state) {
      now = { ...NONE_YET, ...state };
      for (const listener of listeners) listener(now);
    },
  };
}
