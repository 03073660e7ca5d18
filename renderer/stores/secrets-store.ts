import { shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { SecretsState } from '#shared/clusterd/secrets.ts';
import { useClient } from '../api/clusterd-client.ts';
import { createReading } from './reading.ts';

/** Where clusterd keeps the credentials of the instances; for administrators. */
export const useSecretsStore = defineStore('secrets', () => {
  const client = useClient();
  const state = shallowRef<SecretsState | null>(null);
  const { state: listing, read } = createReading();

  /** Never throws: the outcome is in `listing`. */
  async function load(): Promise<void> {
    if (listing.value.phase === 'loading') return;
    await read(
      () => client.call('secrets.state', {}),
      (found) => (state.value = found),
    );
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
