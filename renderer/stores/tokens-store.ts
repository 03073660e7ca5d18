import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { CallInputOf } from '#shared/contract/operation.ts';
import type { TokenRecord } from '#shared/clusterd/access.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { useClient } from '../api/clusterd-client.ts';
import type { ListState } from './list-state.ts';

/** The access tokens, without their secrets; for administrators. */
export const useTokensStore = defineStore('tokens', () => {
  const client = useClient();
  const items = shallowRef<readonly TokenRecord[]>([]);
  const listing = shallowRef<ListState>({ phase: 'idle' });
  let current: AbortController | null = null;

  /** Never throws: the outcome is in `listing`. */
  async function load(): Promise<void> {
    current?.abort();
    const controller = new AbortController();
    current = controller;
    listing.value = { phase: 'loading' };
    try {
      items.value = await client.call('tokens.list', {}, { signal: controller.signal });
      listing.value = { phase: 'ready' };
    } catch (error) {
      if (current !== controller) return;
      listing.value = isCancelled(error) ? { phase: 'cancelled' } : { phase: 'failed', error };
    }
  }

  function cancel(): void {
    current?.abort();
  }

  /** Resolves to the secret, which is in this answer and nowhere else. @throws ElektraError */
  async function create(wanted: CallInputOf<ClusterdContract['tokens.create']>): Promise<string> {
    const { token, ...record } = await client.call('tokens.create', wanted);
    items.value = [...items.value, record];
    return token;
  }

  /** A token that is gone already is what was wanted. @throws ElektraError */
  async function revoke(id: string): Promise<void> {
    try {
      await client.call('tokens.remove', { id });
    } catch (error) {
      if (!isElektraError(error, 'TOKEN_NOT_FOUND')) throw error;
    }
    items.value = items.value.filter((token) => token.id !== id);
  }

  return { items, listing, load, cancel, create, revoke };
});
