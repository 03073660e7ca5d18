import { onUnmounted, ref, type Ref } from 'vue';

/** Below this width the right region lies over the middle one (SplitPane does it). */
const WIDE = '(min-width: 1180px)';

/** Whether there is room for the right region beside the middle one. */
export function useWideWindow(): Readonly<Ref<boolean>> {
  const query = typeof window.matchMedia === 'function' ? window.matchMedia(WIDE) : null;
  const wide = ref(query?.matches ?? true);
  const update = (event: MediaQueryListEvent): void => {
    wide.value = event.matches;
  };
  query?.addEventListener('change', update);
  onUnmounted(() => query?.removeEventListener('change', update));
  return wide;
}
