import { onMounted, onUnmounted, watch } from 'vue';
import type { Instance } from '#shared/model/instance.ts';
import { useClusterdEvents } from '../../api/clusterd-events.ts';
import { useConnectionStore } from '../../stores/connection-store.ts';
import { useInstancesStore } from '../../stores/instances-store.ts';
import { useLiveStore } from '../../stores/live-store.ts';

/** How often the fleet is asked for while nothing is told and somebody looks, in milliseconds. */
const EVERY_MS = 15_000;

/**
 * Keeps the fleet fresh while the page is in sight, and catches up when it comes back. A page out of sight listens to nothing: browsers allow one host
 * six connections for all its pages.
 */
export function useLiveFleet(): void {
  const events = useClusterdEvents();
  const connection = useConnectionStore();
  const instances = useInstancesStore();
  const live = useLiveStore();
  let changes = new Map<string, Instance | null>();
  let timer: ReturnType<typeof setInterval> | undefined;

  /** What is told at once is shown at once: a thousand hosts that go down together are one change of the list. */
  function note(id: string, instance: Instance | null): void {
    if (changes.size === 0) queueMicrotask(takeChanges);
    changes.set(id, instance);
  }

  function takeChanges(): void {
    const taken = changes;
    changes = new Map();
    instances.take(taken);
  }

  function ask(): void {
    const idle = instances.listing.phase === 'ready' || instances.listing.phase === 'failed';
    if (document.visibilityState === 'visible' && !connection.lost && !live.isLive && idle) void instances.load();
  }

  function followSight(): void {
    if (document.visibilityState === 'visible') live.start();
    else live.stop();
    ask();
  }

  const stops = [
    events.on('instance.changed', ({ id, instance }) => note(id, instance)),
    events.on('instance.removed', ({ id }) => note(id, null)),
    events.onReload(() => void instances.load()),
  ];
  watch(
    () => connection.lost,
    (lost) => {
      if (!lost) followSight();
    },
  );
  // Before the parts of the page ask for what they show: what changes after they have read it is told then.
  if (document.visibilityState === 'visible') live.start();
  onMounted(() => {
    timer = setInterval(ask, EVERY_MS);
    document.addEventListener('visibilitychange', followSight);
  });
  onUnmounted(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', followSight);
    stops.forEach((stop) => stop());
    live.stop();
  });
}
