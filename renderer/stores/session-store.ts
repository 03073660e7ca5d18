import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { OutputOf } from '#shared/contract/operation.ts';
import { mayUse } from '#shared/contract/roles.ts';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { useClient, useClusterdLink, type ClusterdOperation } from '../api/clusterd-client.ts';

export type Who = OutputOf<ClusterdContract['session.get']>;

/** Who is signed in. `unknown` until clusterd has answered once; `failure` says why it has not. */
export const useSessionStore = defineStore('session', () => {
  const client = useClient();
  const link = useClusterdLink();
  const state = ref<'unknown' | 'signed-in' | 'signed-out'>('unknown');
  const who = shallowRef<Who | null>(null);
  const failure = shallowRef<unknown>(null);

  watch(link.refusals, leave);

  /** Asks clusterd. Never throws: the outcome is in `state` and `failure`. */
  async function load(): Promise<void> {
    try {
      enter(await client.call('session.get', {}));
    } catch (error) {
      if (isElektraError(error, 'UNAUTHENTICATED')) leave();
      else if (!isCancelled(error)) failure.value = error;
    }
  }

  /** @throws ElektraError UNAUTHENTICATED when the token or code is not valid, RATE_LIMITED after too many attempts. */
  async function signIn(credentials: { readonly token: string } | { readonly code: string }): Promise<void> {
    const { secret: _secret, ...signedIn } = await client.call('session.create', credentials);
    enter(signedIn);
  }

  async function signOut(): Promise<void> {
    await client.call('session.remove', {});
    leave();
  }

  function enter(signedIn: Who): void {
    who.value = signedIn;
    state.value = 'signed-in';
    failure.value = null;
  }

  function leave(): void {
    who.value = null;
    state.value = 'signed-out';
    failure.value = null;
  }

  const role = computed(() => who.value?.role ?? null);

  /** Whether the role allows an operation. What it does not allow is not offered. */
  function may(operation: ClusterdOperation): boolean {
    return mayUse(role.value, clusterdContract[operation].role);
  }

  return { state, who, role, failure, load, signIn, signOut, may };
});
