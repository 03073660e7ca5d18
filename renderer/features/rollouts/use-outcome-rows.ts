import { computed, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Outcome } from '#shared/clusterd/rollouts.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { TreeRow } from '../../components/tree-grid-row.ts';
import { useCounted } from '../../composables/use-counted.ts';
import { useReasonWords } from '../../composables/use-reason-words.ts';
import { useClustersStore } from '../../stores/clusters-store.ts';
import { useInstancesStore } from '../../stores/instances-store.ts';
import type { RolloutDetails } from '../../stores/rollouts-store.ts';

export interface OutcomeRow extends TreeRow {
  readonly instanceId?: InstanceId;
  readonly outcome?: Outcome['outcome'];
  /** Of a cluster: how many of its instances are below. */
  readonly summary?: string;
  readonly reason?: string;
  /** What the instance said, in its words. */
  readonly error?: string;
}

const FAILED: readonly Outcome['outcome'][] = ['rejected', 'unknown'];

/** What is not applied as rows, grouped by the clusters that the instances are in now. `shown`: all, failed or pending ones. */
export function useOutcomeRows(rollout: () => RolloutDetails, shown: () => string) {
  const { t } = useI18n();
  const counted = useCounted();
  const clusters = useClustersStore();
  const instances = useInstancesStore();
  const reasonWords = useReasonWords();
  const closed = shallowRef<ReadonlySet<string>>(new Set());

  const rows = computed<readonly OutcomeRow[]>(() => {
    const wanted = rollout().outcomes.filter(({ outcome }) => {
      if (shown() === 'failed') return FAILED.includes(outcome);
      return shown() === 'all' || outcome === shown();
    });
    const groups = new Map<string, Outcome[]>();
    for (const outcome of wanted) {
      const id = instances.byId.get(outcome.instanceId)?.clusterId ?? '';
      groups.set(id, [...(groups.get(id) ?? []), outcome]);
    }
    return [...groups].flatMap(([id, outcomes], at): readonly OutcomeRow[] => {
      const expanded = !closed.value.has(id);
      const summary = counted('fleet.count', outcomes.length);
      const place = { level: 1, hasChildren: true, expanded, setSize: groups.size, posInSet: at + 1, group: true };
      const label = id === '' ? t('fleet.rest') : clusters.nameOf(id);
      return [{ id: `group ${id}`, label, summary, ...place }, ...(expanded ? outcomes.map(rowOf) : [])];
    });
  });

  function rowOf({ instanceId, outcome, reason, error }: Outcome, at: number, all: readonly Outcome[]): OutcomeRow {
    const label = instances.byId.get(instanceId)?.name ?? instanceId;
    const words = reason === undefined ? undefined : reasonWords(reason);
    const said = [error?.code, words].filter(Boolean).join(' · ');
    const place = { level: 2, hasChildren: false, setSize: all.length, posInSet: at + 1, tall: error !== undefined };
    return {
      id: instanceId,
      label,
      instanceId,
      outcome,
      reason: said,
      ...(error && { error: error.message }),
      ...place,
    };
  }

  function toggle(row: OutcomeRow): void {
    const id = row.id.replace(/^group /, '');
    const rest = [...closed.value].filter((other) => other !== id);
    closed.value = new Set(rest.length === closed.value.size ? [...rest, id] : rest);
  }

  return { rows, toggle };
}
