import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import type { OutputOf } from '#shared/contract/operation.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { Delivered } from '#shared/clusterd/rollouts.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { useClient } from '../api/clusterd-client.ts';

/** A rollout with what is not applied, instance by instance. */
export type RolloutDetails = OutputOf<ClusterdContract['rollouts.get']>;

/** Deliveries of changes of clusters that somebody looks at: they are read again when clusterd tells that they got further. */
export const useRolloutsStore = defineStore('rollouts', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<number, RolloutDetails>());
  const failures = shallowReactive(new Map<number, unknown>());
  /** The one that was begun here last, until it is put away. */
  const followed = shallowRef<number | null>(null);
  const reading = new Map<number, 'once' | 'again'>();

  /** Never throws: the reason why one could not be read is in `failures`. While it is read, it is asked for once more at most. */
  async function load(id: number): Promise<void> {
    if (reading.has(id)) return void reading.set(id, 'again');
    reading.set(id, 'once');
    try {
      byId.set(id, await client.call('rollouts.get', { id }));
      failures.delete(id);
    } catch (error) {
      if (!isCancelled(error)) failures.set(id, error);
    }
    const again = reading.get(id) === 'again';
    reading.delete(id);
    if (again) await load(id);
  }

  /** Shows what becomes of a change that was just made. */
  async function follow({ rollout }: Pick<Delivered, 'rollout'>): Promise<void> {
    if (rollout === null) return;
    followed.value = rollout;
    await load(rollout);
  }

  /** clusterd told that a rollout got further. */
  async function note(id: number): Promise<void> {
    if (byId.has(id) || followed.value === id) await load(id);
  }

  /** All that is shown is asked for again, after nothing was told for a while. */
  async function refresh(): Promise<void> {
    await Promise.all([...byId.keys()].map(load));
  }

  function putAway(): void {
    followed.value = null;
  }

  return { byId, failures, followed, load, follow, note, refresh, putAway };
});
