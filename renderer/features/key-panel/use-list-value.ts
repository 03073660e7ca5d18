import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { SubjectId } from '../../stores/subject.ts';
import { editedList, type ListEdit } from '../../components/list-edit.ts';
import type { ListReading } from '../../actions/read-list.ts';
import { useSaveList } from '../../actions/use-save-list.ts';
import { useDraftsStore } from '../../stores/drafts-store.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import { baseOf, draftOf, isOvertaken, onTopOf, type ListItem } from '../../stores/list-draft.ts';
import { createReading } from '../../stores/reading.ts';
import { useSavesStore } from '../../stores/saves-store.ts';
import { useValuesStore } from '../../stores/values-store.ts';

/** The elements of an array as one list: what is stored, and what is edited of it. */
export function useListValue(id: SubjectId, key: Ref<string>) {
  const drafts = useDraftsStore().lists;
  const keys = useKeysStore();
  const saves = useSavesStore().lists;
  const values = useValuesStore();
  const saving = useSaveList();
  const reading = shallowRef<ListReading>();
  const { state, read: readAnew, cancel } = createReading();

  const draft = computed(() => drafts.get(id, key.value));
  const outcome = computed(() => saves.get(id, key.value));
  const elements = computed(() => reading.value?.elements ?? []);
  const items = computed<readonly ListItem[]>(
    () => draft.value?.items ?? baseOf(elements.value).map(({ key: from, value }) => ({ from, value })),
  );

  // Elements are edited, created and removed one by one as well.
  const there = computed(() => [...keys.subtree(key.value), values.states.get(key.value)?.meta['array']].join('\n'));
  watch([key, there, () => values.generation], () => void read(), { immediate: true });
  onScopeDispose(cancel);

  /** Never throws: the outcome is in `state`. */
  async function read(): Promise<void> {
    if (outcome.value?.phase === 'saving') return;
    await readAnew(
      (signal) => saving.read(id, key.value, signal),
      (found) => (reading.value = found),
    );
  }

  function put(next: typeof draft.value): void {
    if (next === undefined) drafts.discard(id, key.value);
    else drafts.set(id, key.value, next);
    if (outcome.value?.phase !== 'saving') saves.clear(id, key.value);
  }

  function edit(step: ListEdit): void {
    const next = editedList(items.value, step, (value, before) => ({ from: before?.from ?? null, value }));
    put(draftOf(next, draft.value?.base ?? baseOf(elements.value)));
  }

  async function save(): Promise<void> {
    reading.value = (await saving.save(id, key.value)) ?? reading.value;
  }

  return {
    reading,
    state,
    read,
    cancel,
    draft,
    outcome,
    items,
    isOvertaken: computed(
      () =>
        draft.value !== undefined &&
        reading.value !== undefined &&
        outcome.value?.phase !== 'saving' &&
        isOvertaken(draft.value, elements.value),
    ),
    edit,
    save,
    discard: () => put(undefined),
    /** Goes on with the own list on top of theirs. */
    goOn: () => put(draft.value && onTopOf(draft.value, elements.value)),
  };
}
