import { onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue';

/** From then on a wait is shown, in milliseconds. */
const SHOWN_AFTER_MS = 300;
/** From then on it can be cancelled. */
const CANCELLABLE_AFTER_MS = 2_000;

/** How a wait that may be short is shown: not at all, then as progress, then with a way to end it. */
export function useWaiting(busy: MaybeRefOrGetter<boolean>): Readonly<Ref<'no' | 'shown' | 'cancellable'>> {
  const waiting = ref<'no' | 'shown' | 'cancellable'>('no');
  let timers: readonly ReturnType<typeof setTimeout>[] = [];

  watch(
    () => toValue(busy),
    (isBusy) => {
      stop();
      waiting.value = 'no';
      if (!isBusy) return;
      timers = [
        setTimeout(() => (waiting.value = 'shown'), SHOWN_AFTER_MS),
        setTimeout(() => (waiting.value = 'cancellable'), CANCELLABLE_AFTER_MS),
      ];
    },
    { immediate: true },
  );
  onScopeDispose(stop);

  function stop(): void {
    timers.forEach(clearTimeout);
  }

  return waiting;
}
