import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { CallInputOf } from '#shared/contract/operation.ts';
import type { TokenRecord } from '#shared/clusterd/access.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { useClient } from '../api/clusterd-client.ts';
import { createReading } from './reading.ts';

/** The access tokens, without their secrets; for administrators. */
export const useTokensStore = defineStore('tokens', () => {
  const client = useClient();
  const items = shallowRef<readonly TokenRecord[]>([]);
  const { state: listing, read, cancel } = createReading();

  /** Never throws: the outcome is in `listing`. */
  function load(): Promise<void> {
    return read(
      (signal) => client.call('tokens.list', {}, { signal }),
      (found) => (items.value = found),
    );
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
