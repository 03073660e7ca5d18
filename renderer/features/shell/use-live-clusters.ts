import { onUnmounted, watch } from 'vue';
import { useClusterdEvents } from '../../api/clusterd-events.ts';
import { useClustersStore } from '../../stores/clusters-store.ts';
import { useConnectionStore } from '../../stores/connection-store.ts';
import { useRolloutsStore } from '../../stores/rollouts-store.ts';

/** Keeps clusters and the rollouts that somebody follows as clusterd tells of them. */
export function useLiveClusters(): void {
  const events = useClusterdEvents();
  const clusters = useClustersStore();
  const connection = useConnectionStore();
  const rollouts = useRolloutsStore();

  function readAll(): void {
    void clusters.load();
    void rollouts.refresh();
  }

  const stops = [
    events.on('cluster.changed', ({ id }) => void clusters.refreshOne(id)),
    events.on('cluster.removed', ({ id }) => clusters.drop(id)),
    events.on('rollout.changed', ({ id }) => void rollouts.note(id)),
    events.onReload(readAll),
  ];
  watch(
    () => connection.lost,
    (lost) => {
      if (!lost) readAll();
    },
  );
  onUnmounted(() => stops.forEach((stop) => stop()));
}
