import { useRouter } from 'vue-router';
import { useKeySelectionStore } from '../stores/key-selection-store.ts';
import type { SubjectId } from '../stores/subject.ts';
import { placeOf } from './place-of.ts';

/** Selects keys and shows the first of them. What was shown before is left in the history of the browser unless `replace`. */
export function useShowKeys(): (id: SubjectId, names: readonly string[], replace?: boolean) => Promise<void> {
  const router = useRouter();
  const selection = useKeySelectionStore();

  return async (id, names, replace = false) => {
    const [key] = names;
    if (key === undefined) return;
    selection.choose(id, names);
    const place = placeOf(id, key);
    await (replace ? router.replace(place) : router.push(place));
  };
}
