import { computed, onScopeDispose, shallowRef } from 'vue';
import type { OutputOf } from '#shared/contract/operation.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { DriftedKey } from '#shared/clusterd/drift.ts';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { useProposeEdits } from '../../actions/use-propose-edits.ts';
import { useClient } from '../../api/clusterd-client.ts';
import { useClusterdEvents } from '../../api/clusterd-events.ts';
import { useRunningAct } from '../../composables/use-running-act.ts';
import type { ListState } from '../../stores/list-state.ts';
import { useRolloutsStore } from '../../stores/rollouts-store.ts';
import { acceptingEdits } from './drift-sides.ts';

export type DriftAnswer = OutputOf<ClusterdContract['drift.get']>;

/** Where the members of a cluster differ from what is set, and what can be done about it. */
export function useDrift(id: ClusterId) {
  const client = useClient();
  const propose = useProposeEdits();
  const rollouts = useRolloutsStore();
  const act = useRunningAct();
  const answer = shallowRef<DriftAnswer | null>(null);
  const listing = shallowRef<ListState>({ phase: 'idle' });
  const progress = shallowRef({ done: 0, total: 0 });

  void load();
  onScopeDispose(
    useClusterdEvents().on('drift.changed', () => {
      if (!act.busy.value && listing.value.phase === 'ready') void load();
    }),
  );

  /** As last compared. Never throws: the outcome is in `listing`. */
  async function load(): Promise<void> {
    if (answer.value === null) listing.value = { phase: 'loading' };
    try {
      answer.value = await client.call('drift.get', { id });
      listing.value = { phase: 'ready' };
    } catch (error) {
      listing.value = isCancelled(error) ? { phase: 'cancelled' } : { phase: 'failed', error };
    }
  }

  const check = () =>
    act.run(async ({ signal }) => {
      progress.value = { done: 0, total: 0 };
      answer.value = await client.call('drift.check', { id }, { signal, onPart: (part) => (progress.value = part) });
    });

  /** Makes what a member holds the setting of the cluster that sets the key: for all its members, so the plan comes first. */
  const accept = (drifted: DriftedKey) => propose({ clusterId: drifted.clusterId, edits: acceptingEdits(drifted) });

  /** Writes what is set again: of one key on one member, or wherever something differs. */
  const reapply = (instanceIds?: readonly InstanceId[], keys?: readonly string[]) =>
    act.run(async () => {
      const where = { ...(instanceIds && { instanceIds: [...instanceIds] }), ...(keys && { keys: [...keys] }) };
      void rollouts.follow(await client.call('drift.reapply', { id, ...where, wait: 1 }));
      await load();
    });

  const columns = computed(() => {
    const keys = (answer.value?.instances ?? []).flatMap((instance) => instance.keys.map(({ key }) => key));
    return [...new Set(keys)].sort();
  });

  return { answer, listing, progress, act, columns, load, check, accept, reapply };
}
