import { computed, shallowRef, type Ref } from 'vue';
import { useClustersStore } from '../../stores/clusters-store.ts';
import { useInstancesStore } from '../../stores/instances-store.ts';
import { useOpenRowsStore } from '../../stores/open-rows-store.ts';
import { fleetRows, filterTree, type FleetRow } from './fleet-rows.ts';

/** Kept are the rows that a person closed: what is new is open. */
const CLOSED = 'fleet-closed';

/** The rows of the fleet. While a filter is set, all that it leaves is open. */
export function useFleetTree(filter: Ref<string>) {
  const clusters = useClustersStore();
  const instances = useInstancesStore();
  const openRows = useOpenRowsStore();
  const closed = shallowRef(openRows.get(CLOSED) ?? new Set<string>());
  const shown = computed(() => filterTree({ clusters: clusters.items, instances: instances.items }, filter.value));
  const rows = computed(() => fleetRows(shown.value, (id) => filter.value.trim() !== '' || !closed.value.has(id)));

  function toggle(row: FleetRow, expanded: boolean): void {
    const rest = [...closed.value].filter((id) => id !== row.id);
    closed.value = new Set(expanded ? rest : [...rest, row.id]);
    openRows.set(CLOSED, closed.value);
  }

  return { rows, toggle };
}
