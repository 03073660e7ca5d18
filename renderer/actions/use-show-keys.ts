import { useRouter } from 'vue-router';
import type { InstanceId } from '#shared/model/instance.ts';
import { useKeySelectionStore } from '../stores/key-selection-store.ts';

/** Selects keys of an instance and shows the first of them. What was shown before is left in the history of the browser unless `replace`. */
export function useShowKeys(): (id: InstanceId, names: readonly string[], replace?: boolean) => Promise<void> {
  const router = useRouter();
  const selection = useKeySelectionStore();

  return async (id, names, replace = false) => {
    const [key] = names;
    if (key === undefined) return;
    selection.choose(id, names);
    const place = { name: 'instance', params: { id }, query: { key } };
    await (replace ? router.replace(place) : router.push(place));
  };
}
