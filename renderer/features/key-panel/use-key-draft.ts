import { computed, type Ref } from 'vue';
import { isSecret, type KeyState } from '#shared/model/key.ts';
import type { SubjectId } from '../../stores/subject.ts';
import { useDraftsStore } from '../../stores/drafts-store.ts';
import { useSavesStore } from '../../stores/saves-store.ts';

/** What is typed into the editor of one key. Typing the stored value again leaves nothing unsaved. */
export function useKeyDraft(subjectId: Ref<SubjectId>, state: Ref<KeyState>) {
  const drafts = useDraftsStore();
  const saves = useSavesStore();
  const stored = computed(() => state.value.value ?? '');
  const draft = computed(() => drafts.get(subjectId.value, state.value.key));

  const text = computed({
    get: () => draft.value?.value ?? stored.value,
    set: (value: string) => type(value),
  });

  /** Theirs, when the key was changed by somebody else since the typing began. */
  const overtakenBy = computed(() => {
    const outcome = saves.get(subjectId.value, state.value.key);
    if (outcome?.phase === 'conflict') return outcome.theirs;
    if (draft.value === undefined || outcome?.phase === 'saving') return null;
    const { version, exists } = state.value;
    const isSame = draft.value.basedOn === version || (exists && stored.value === draft.value.base);
    return isSame ? null : state.value;
  });

  function type(value: string): void {
    const { key, version, meta } = state.value;
    const base = draft.value?.base ?? stored.value;
    if (value === base && overtakenBy.value === null) return discard();
    forgetOutcome();
    drafts.set(subjectId.value, key, {
      value,
      base,
      basedOn: draft.value?.basedOn ?? version,
      secret: isSecret(meta),
    });
  }

  function discard(): void {
    drafts.discard(subjectId.value, state.value.key);
    forgetOutcome();
  }

  /** What Elektra said of the last value says nothing of the one being typed. */
  function forgetOutcome(): void {
    const phase = saves.get(subjectId.value, state.value.key)?.phase;
    if (phase !== 'saving' && phase !== 'conflict') saves.clear(subjectId.value, state.value.key);
  }

  return {
    text,
    draft,
    stored,
    overtakenBy,
    discard,
    outcome: computed(() => saves.get(subjectId.value, state.value.key)),
  };
}
