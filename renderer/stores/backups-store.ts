import { shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { BackupsState } from '#shared/clusterd/backups.ts';
import { useClient } from '../api/clusterd-client.ts';
import { createReading } from './reading.ts';

/** The backups that clusterd makes by itself; for administrators. */
export const useBackupsStore = defineStore('backups', () => {
  const client = useClient();
  const state = shallowRef<BackupsState | null>(null);
  const { state: listing, read } = createReading();

  /** Never throws: the outcome is in `listing`. */
  async function load(): Promise<void> {
    if (listing.value.phase === 'loading') return;
    await read(
      () => client.call('backups.state', {}),
      (found) => (state.value = found),
    );
  }

  /** Takes what was told. */
  function take(told: BackupsState): void {
    state.value = told;
    listing.value = { phase: 'ready' };
  }

  /** Makes the one that failed or is due; whether it could be is in `state`. @throws ElektraError */
  async function retry(): Promise<void> {
    state.value = await client.call('backups.retry', {});
  }

  return { state, listing, load, take, retry };
});
