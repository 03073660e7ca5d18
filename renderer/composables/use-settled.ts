import { onScopeDispose, ref, watch, type Ref } from 'vue';

/** A text as it is after a pause of `delay()` milliseconds; without a delay at once. */
export function useSettled(text: Ref<string>, delay: () => number): Readonly<Ref<string>> {
  const settled = ref(text.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    settled.value = text.value;
  };

  watch(text, () => {
    clearTimeout(timer);
    if (delay() === 0) settle();
    else timer = setTimeout(settle, delay());
  });
  onScopeDispose(() => clearTimeout(timer));
  return settled;
}
