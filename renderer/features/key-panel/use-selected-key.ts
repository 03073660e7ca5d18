import { computed, onScopeDispose, watch, type Ref } from 'vue';
import { useKeysStore } from '../../stores/keys-store.ts';
import { createReading } from '../../stores/reading.ts';
import { useValuesStore } from '../../stores/values-store.ts';

/** The key that the panel shows. It is read anew when it is chosen; what is known of it is shown until then. */
export function useSelectedKey(name: Ref<string>) {
  const keys = useKeysStore();
  const values = useValuesStore();
  const { state: reading, read: readAnew, cancel } = createReading();

  watch([name, () => keys.subjectId, () => values.generation], () => void read(), { immediate: true });
  // The key was put out of the bounded cache.
  watch(
    () => values.states.has(name.value),
    (isKnown) => {
      if (!isKnown && reading.value.phase !== 'loading') void read();
    },
  );
  onScopeDispose(cancel);

  /** Never throws: the outcome is in `reading`. */
  function read(): Promise<void> {
    return readAnew(
      (signal) => values.read(name.value, signal),
      (state) => {
        // Others create and remove keys too: the tree follows what was found here.
        if (state.exists && keys.listing.phase === 'ready') keys.add(state.key);
      },
    );
  }

  return {
    reading,
    read,
    cancel,
    state: computed(() => values.states.get(name.value)),
  };
}
