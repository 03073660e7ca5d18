import { computed, shallowRef, watch, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { ClusterId } from '#shared/model/cluster.ts';
import { placeOf } from '../../actions/place-of.ts';
import { clusterSubject } from '../../stores/subject.ts';
import type { FleetRow } from './fleet-rows.ts';

/** Which rows are chosen: the one in the address, or several of which it is one. Choosing a row opens it. */
export function useFleetChoice(rows: Ref<readonly FleetRow[]>) {
  const route = useRoute();
  const router = useRouter();
  const several = shallowRef<ReadonlySet<string>>(new Set());

  const shown = computed(() => {
    const { id, clusterId } = route.params;
    if (typeof id === 'string') return id;
    const cluster = ClusterId.safeParse(clusterId);
    return cluster.success ? clusterSubject(cluster.data) : undefined;
  });
  const selected = computed<ReadonlySet<string>>(() => {
    if (several.value.size > 0) return several.value;
    return new Set(shown.value === undefined ? [] : [shown.value]);
  });
  const chosen = computed(() => rows.value.filter(({ id }) => selected.value.has(id)));
  watch(shown, (now) => {
    if (now === undefined || !several.value.has(now)) several.value = new Set();
  });

  async function choose(row: FleetRow, ids: readonly string[]): Promise<void> {
    several.value = new Set(ids.length > 1 || row.kind === 'rest' ? ids : []);
    if (row.kind !== 'rest' && ids.includes(row.id)) await open(row);
  }

  async function open(row: FleetRow): Promise<void> {
    if (row.kind === 'instance') await router.push(placeOf(row.instance.id));
    else if (row.kind === 'cluster') await router.push(placeOf(clusterSubject(row.cluster.id)));
  }

  return { selected, chosen, choose, open };
}
