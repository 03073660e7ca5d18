import { computed, type Ref } from 'vue';
import type { SubjectId } from '../../stores/subject.ts';
import type { KeyState } from '#shared/model/key.ts';
import { useDraftsStore } from '../../stores/drafts-store.ts';
import { conflictsOf, editedMeta, withChanges, withoutMetakeys, type Metakeys } from '../../stores/meta-draft.ts';
import { useSavesStore } from '../../stores/saves-store.ts';

export type MetaEditing = ReturnType<typeof useMetaDraft>;

/** What is edited of the metadata of one key. */
export function useMetaDraft(subjectId: Ref<SubjectId>, state: Ref<KeyState>) {
  const drafts = useDraftsStore().meta;
  const saves = useSavesStore().meta;
  const draft = computed(() => drafts.get(subjectId.value, state.value.key));
  const outcome = computed(() => saves.get(subjectId.value, state.value.key));
  const isSaving = computed(() => outcome.value?.phase === 'saving');

  function put(next: typeof draft.value): void {
    const { key } = state.value;
    if (next === undefined) drafts.discard(subjectId.value, key);
    else drafts.set(subjectId.value, key, next);
    // What Elektra said of the last attempt says nothing of the next one.
    if (!isSaving.value) saves.clear(subjectId.value, key);
  }

  return {
    draft,
    outcome,
    isSaving,
    /** The metadata as they are to be. */
    meta: computed(() => editedMeta(state.value.meta, draft.value)),
    /** Metakeys that somebody else made something else of meanwhile. */
    conflicts: computed(() =>
      draft.value === undefined || isSaving.value ? [] : conflictsOf(draft.value, state.value.meta),
    ),
    change: (edited: Metakeys) => put(withChanges(draft.value, state.value.meta, edited)),
    undo: (names: readonly string[]) => put(draft.value && withoutMetakeys(draft.value, names)),
    discard: () => put(undefined),
  };
}
