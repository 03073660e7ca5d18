import type { SubjectId } from '../stores/subject.ts';
import type { KeyState } from '#shared/model/key.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSavesStore } from '../stores/saves-store.ts';
import { useSaveValue } from './use-save-value.ts';

/** The three ways on when somebody else changed the key while a value was typed. `theirs` is what was shown as theirs. */
export function useSettleConflict() {
  const drafts = useDraftsStore();
  const keys = useKeysStore();
  const saves = useSavesStore();
  const { save } = useSaveValue();

  /** Forgets what was typed. The names are read again when theirs was to remove the key. */
  async function takeTheirs(id: SubjectId, key: string, theirs: KeyState): Promise<void> {
    drafts.discard(id, key);
    saves.clear(id, key);
    if (!theirs.exists) await keys.refresh();
  }

  /** Saves over theirs, but over nothing newer than what was shown. */
  async function keepMine(id: SubjectId, key: string, theirs: KeyState): Promise<void> {
    await edit(id, key, theirs);
    await save(id, key);
  }

  /** Goes on typing, now on top of theirs. */
  async function edit(id: SubjectId, key: string, theirs: KeyState): Promise<void> {
    const draft = drafts.get(id, key);
    if (draft === undefined) return;
    drafts.set(id, key, { ...draft, base: theirs.value ?? '', basedOn: theirs.version });
    saves.clear(id, key);
  }

  return { takeTheirs, keepMine, edit };
}
