import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { SubjectId } from './subject.ts';

interface KeySelection {
  readonly subjectId: SubjectId;
  readonly names: ReadonlySet<string>;
}

/** Several keys that are selected at once. The address holds the one that is shown; it is one of them, or they do not count. */
export const useKeySelectionStore = defineStore('key-selection', () => {
  const chosen = shallowRef<KeySelection | null>(null);

  function choose(subjectId: SubjectId, names: Iterable<string>): void {
    chosen.value = { subjectId, names: new Set(names) };
  }

  /** What is selected while `shown` is the key in the address. */
  function selected(subjectId: SubjectId, shown: string | null): ReadonlySet<string> {
    if (shown === null) return new Set();
    const several = chosen.value;
    return several?.subjectId === subjectId && several.names.has(shown) ? several.names : new Set([shown]);
  }

  return { choose, selected };
});
