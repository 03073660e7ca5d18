import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { Plan } from '#shared/clusterd/plans.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { useClient } from '../../api/clusterd-client.ts';
import { useSettleEdits } from '../../actions/use-settle-edits.ts';
import { useClusterDraftsStore } from '../../stores/cluster-drafts-store.ts';
import type { Proposal } from '../../stores/proposal.ts';
import { useRolloutsStore } from '../../stores/rollouts-store.ts';
import { useValuesStore } from '../../stores/values-store.ts';
import { canKeep, withKept, withoutKeys } from './plan-edits.ts';
import { secretKeys } from './secret-keys.ts';

/** So long an applied plan waits for outcomes before it lets the person go on, in seconds. */
const WAIT_S = 1;

export type PlanPhase = 'computing' | 'ready' | 'outdated' | 'failed' | 'applying';

/** Edits of a cluster, those of its draft first, on their way from the plan to the rollout. */
export function usePlan({ clusterId, edits: proposed, force: forced = false }: Proposal) {
  const client = useClient();
  const drafts = useClusterDraftsStore();
  const rollouts = useRolloutsStore();
  const values = useValuesStore();
  const { settle } = useSettleEdits();
  const gathered = drafts.get(clusterId);
  const force = ref(forced);
  /** Whether what is no longer set stays on the members: one decision for all edits. */
  const keep = ref([...gathered, ...proposed].some((edit) => canKeep(edit) && 'keep' in edit && edit.keep));
  const leftOut = shallowRef<ReadonlySet<string>>(new Set());
  const phase = ref<PlanPhase>('computing');
  const plan = shallowRef<Plan | null>(null);
  const progress = shallowRef({ done: 0, total: 0 });
  const failure = shallowRef<unknown>(null);
  const note = ref('');
  let controller: AbortController | null = null;

  const edits = computed(() => withKept(withoutKeys([...gathered, ...proposed], leftOut.value), keep.value));
  const conflicts = computed(() => plan.value?.conflicts ?? []);
  /** Those that keep the plan from being applied. */
  const open = computed(() => conflicts.value.filter(({ where }) => where === 'above' || !force.value));

  const secrets = computed(() => secretKeys(edits.value, plan.value, (key) => values.states.get(key)?.meta ?? {}));

  watch([force, keep, leftOut], () => void make(), { immediate: true });
  onScopeDispose(() => controller?.abort());

  /** Never throws: the outcome is in `phase` and `failure`. */
  async function make(): Promise<void> {
    controller?.abort();
    const own = new AbortController();
    controller = own;
    failure.value = null;
    if (edits.value.length === 0) {
      plan.value = null;
      phase.value = 'ready';
      return;
    }
    phase.value = 'computing';
    progress.value = { done: 0, total: 0 };
    try {
      const wanted = { id: clusterId, edits: [...edits.value], force: force.value };
      const options = { signal: own.signal, onPart: (part: typeof progress.value) => (progress.value = part) };
      const made = await client.call('plans.make', wanted, options);
      if (controller !== own) return;
      plan.value = made;
      phase.value = 'ready';
    } catch (error) {
      if (controller !== own || isCancelled(error)) return;
      failure.value = error;
      phase.value = 'failed';
    }
  }

  /** Whether it was applied. Never throws. */
  async function apply(): Promise<boolean> {
    const made = plan.value;
    if (made === null || phase.value !== 'ready' || open.value.length > 0) return false;
    phase.value = 'applying';
    const applied = edits.value;
    try {
      const why = note.value.trim() === '' ? null : note.value.trim();
      const delivered = await client.call('plans.apply', { id: clusterId, hash: made.hash, note: why, wait: WAIT_S });
      drafts.clear(clusterId);
      void rollouts.follow(delivered);
      await settle(clusterId, applied);
      return true;
    } catch (error) {
      failure.value = error;
      phase.value = isElektraError(error, 'PLAN_OUTDATED') ? 'outdated' : 'failed';
      return false;
    }
  }

  function keepAsDraft(): void {
    // A secret is kept in this page only, never in the browser's storage.
    drafts.set(clusterId, edits.value, !edits.value.some((edit) => edit.kind === 'set' && secrets.value.has(edit.key)));
  }

  function leaveOut(key: string, isLeft: boolean): void {
    leftOut.value = new Set([...leftOut.value].filter((other) => other !== key).concat(isLeft ? [key] : []));
  }

  const removes = computed(() => edits.value.some(canKeep));
  const state = { phase, plan, progress, failure, note, force, keep, leftOut };
  return { ...state, edits, secrets, conflicts, open, removes, make, apply, keepAsDraft, leaveOut };
}
