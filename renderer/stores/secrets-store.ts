import { shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { SecretsState } from '#shared/clusterd/secrets.ts';
import { useClient } from '../api/clusterd-client.ts';
import type { ListState } from './list-state.ts';

/** Where clusterd keeps the credentials of the instances; for administrators. */
export const useSecretsStore = defineStore('secrets', () => {
  const client = useClient();
  const state = shallowRef<SecretsState | null>(null);
  const listing = shallowRef<ListState>({ phase: 'idle' });

  /** Never throws: the outcome is in `listing`. */
  async function load(): Promise<void> {
    if (listing.value.phase === 'loading') return;
    listing.value = { phase: 'loading' };
    try {
      state.value = await client.call('secrets.state', {});
      listing.value = { phase: 'ready' };
    } catch (error) {
      listing.value = { phase: 'failed', error };
    }
  }

  /** Looks for the keychain again; a person may have to type its password meanwhile. @throws ElektraError */
  async function retry(): Promise<void> {
    state.value = await client.call('secrets.retry', {});
  }

  /** @throws ElektraError SECRETS_NOT_MOVED */
  async function move(to: SecretsState['store']): Promise<void> {
    state.value = await client.call('secrets.move', { to });
  }

  return { state, listing, load, retry, move };
});
