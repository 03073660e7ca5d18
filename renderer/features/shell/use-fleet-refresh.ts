import { onMounted, onUnmounted } from 'vue';
import { useConnectionStore } from '../../stores/connection-store.ts';
import { useInstancesStore } from '../../stores/instances-store.ts';

/** How often the states of the fleet are asked for while somebody looks, in milliseconds. */
const EVERY_MS = 15_000;

/** Keeps the fleet's states fresh while the page is in sight, and catches up when it comes back. */
export function useFleetRefresh(): void {
  const connection = useConnectionStore();
  const instances = useInstancesStore();
  let timer: ReturnType<typeof setInterval> | undefined;

  function refresh(): void {
    const idle = instances.listing.phase === 'ready' || instances.listing.phase === 'failed';
    if (document.visibilityState === 'visible' && !connection.lost && idle) void instances.load();
  }

  onMounted(() => {
    timer = setInterval(refresh, EVERY_MS);
    document.addEventListener('visibilitychange', refresh);
  });
  onUnmounted(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', refresh);
  });
}
