import { onMounted, onUnmounted, ref, type Ref } from 'vue';
import { usePlatform } from './use-platform.ts';

/** The time in milliseconds since 1970 UTC, told every second while the component is there. */
export function useNow(): Readonly<Ref<number>> {
  const platform = usePlatform();
  const now = ref(platform.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => (now.value = platform.now()), 1000);
  });
  onUnmounted(() => clearInterval(timer));
  return now;
}
