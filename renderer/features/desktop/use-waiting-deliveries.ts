import { computed, type ComputedRef } from 'vue';
import { useInstancesStore } from '../../stores/instances-store.ts';

/** On how many instances of the fleet that is shown changes of clusters wait. */
export function useWaitingDeliveries(): ComputedRef<number> {
  const instances = useInstancesStore();
  return computed(() => instances.items.filter(({ delivery }) => delivery.pending > 0).length);
}
