import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, watch } from 'vue';
import { useClient, useClusterdLink } from '../api/clusterd-client.ts';
import { usePlatform } from '../composables/use-platform.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Whether clusterd answers. While it does not, it is asked again after 1 s, then after twice the last wait, up to 30 s. */
export const useConnectionStore = defineStore('connection', () => {
  const client = useClient();
  const link = useClusterdLink();
  const platform = usePlatform();
  const lost = computed(() => !link.reachable.value);
  /** When the connection was lost, in milliseconds since 1970 UTC. */
  const lostAt = ref<number | null>(null);
  const nextTryAt = ref<number | null>(null);
  const trying = ref(false);
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  watch(
    lost,
    (isLost) => {
      if (!isLost) return settle();
      lostAt.value = platform.now();
      schedule();
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  /** Asks at once. The answer itself does not matter, only that there is one. */
  async function tryNow(): Promise<void> {
    clearTimeout(timer);
    nextTryAt.value = null;
    trying.value = true;
    try {
      await client.call('session.get', {});
    } catch {
      // The link has seen whether somebody answered; what was answered concerns the session, not the connection.
    } finally {
      trying.value = false;
      if (lost.value) schedule();
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    nextTryAt.value = platform.now() + wait;
    timer = setTimeout(() => void tryNow(), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  function settle(): void {
    clearTimeout(timer);
    wait = FIRST_WAIT_MS;
    lostAt.value = null;
    nextTryAt.value = null;
  }

  return { lost, lostAt, nextTryAt, trying, tryNow };
});
