import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import type { ListState } from '../../stores/list-state.ts';
import { useValuesStore } from '../../stores/values-store.ts';

/** The key that the panel shows. It is read anew when it is chosen; what is known of it is shown until then. */
export function useSelectedKey(name: Ref<string>) {
  const keys = useKeysStore();
  const values = useValuesStore();
  const reading = shallowRef<ListState>({ phase: 'idle' });
  let controller: AbortController | null = null;

  watch([name, () => keys.subjectId, () => values.generation], () => void read(), { immediate: true });
  // The key was put out of the bounded cache.
  watch(
    () => values.states.has(name.value),
    (isKnown) => {
      if (!isKnown && reading.value.phase !== 'loading') void read();
    },
  );
  onScopeDispose(() => controller?.abort());

  /** Never throws: the outcome is in `reading`. */
  async function read(): Promise<void> {
    controller?.abort();
    const own = new AbortController();
    controller = own;
    reading.value = { phase: 'loading' };
    try {
      const state = await values.read(name.value, own.signal);
      // Others create and remove keys too: the tree follows what was found here.
      if (state.exists && keys.listing.phase === 'ready') keys.add(state.key);
      if (controller === own) reading.value = { phase: 'ready' };
    } catch (error) {
      if (controller !== own) return;
      reading.value = isCancelled(error) ? { phase: 'cancelled' } : { phase: 'failed', error };
    }
  }

  return {
    reading,
    read,
    cancel: () => controller?.abort(),
    state: computed(() => values.states.get(name.value)),
  };
}
