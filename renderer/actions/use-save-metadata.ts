import { isCancelled } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyState } from '#shared/model/key.ts';
import { useClient } from '../api/clusterd-client.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { conflictsOf, isStored, rebased, withoutMetakeys, type MetaDraft } from '../stores/meta-draft.ts';
import { useSavesStore } from '../stores/saves-store.ts';
import { clusterOf, isClusterSubject, type SubjectId } from '../stores/subject.ts';
import { readKeys } from '../stores/subject-keys.ts';
import { useValuesStore } from '../stores/values-store.ts';
import { readIfPossible } from './read-if-possible.ts';
import { failedOutcome, isInterrupted } from './refusal.ts';
import { useProposeEdits } from './use-propose-edits.ts';

/** Saves all edited metadata of a key at once, all of them or none. They count as saved when they were read back. Of a cluster they are planned. */
export function useSaveMetadata() {
  const client = useClient();
  const platform = usePlatform();
  const drafts = useDraftsStore();
  const propose = useProposeEdits();
  const saves = useSavesStore();
  const values = useValuesStore();

  /**
   * Never throws: the outcome is in the saves store. `shown` is the key as it was shown, on which the draft is based. Without a draft, while one is
   * being saved, or when somebody else was faster, nothing happens.
   */
  async function save(id: SubjectId, shown: KeyState): Promise<void> {
    const { key, meta, version } = shown;
    const draft = drafts.meta.get(id, key);
    if (draft === undefined || saves.meta.get(id, key)?.phase === 'saving') return;
    if (conflictsOf(draft, meta).length > 0) return;
    const changes = Object.entries(draft.changes).map(([metakey, value]) => ({ key: metakey, value }));
    if (isClusterSubject(id)) {
      saves.meta.clear(id, key);
      propose({ clusterId: clusterOf(id), edits: [{ kind: 'meta', key, meta: changes, keep: false }] });
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    saves.meta.set(id, key, { phase: 'saving', since: platform.now(), cancel: () => controller.abort() });
    try {
      await client.call('keys.setMetaMany', { id, name: key, meta: changes, basedOn: version }, { signal });
    } catch (error) {
      await explain(id, shown, draft, error);
      return;
    }
    // It is written. What is known of the key is old then: whoever shows it reads it again, and says why that fails.
    if ((await readBack(id, key)) === undefined) values.forget([key]);
    settle(id, key, draft);
  }

  function settle(id: SubjectId, key: string, draft: MetaDraft): void {
    const now = drafts.meta.get(id, key);
    if (now !== undefined) put(id, key, stillUnsaved(now, draft));
    saves.meta.set(id, key, { phase: 'saved', at: platform.now() });
    // What spec:/ says applies to keys of other namespaces as well.
    if (key.startsWith('spec:/')) values.invalidate();
  }

  async function explain(id: SubjectId, shown: KeyState, draft: MetaDraft, error: unknown): Promise<void> {
    const { key } = shown;
    if (isElektraError(error, 'VERSION_CONFLICT') && error.data) {
      const { theirs } = error.data;
      values.putOf(id, theirs);
      saves.meta.clear(id, key);
      // Both changed it to the same: nothing to decide.
      if (conflictsOf(draft, theirs.meta).length === 0) await save(id, theirs);
      return;
    }
    const state = isInterrupted(error) ? await readBack(id, key) : undefined;
    if (state?.exists && isStored(draft, state.meta)) return settle(id, key, draft);
    if (isCancelled(error)) saves.meta.clear(id, key);
    else saves.meta.set(id, key, failedOutcome(error));
  }

  /** The key as it is now; undefined when that cannot be read. */
  async function readBack(id: SubjectId, key: string): Promise<KeyState | undefined> {
    const [state] = (await readIfPossible(() => readKeys(client, id, [key]))) ?? [];
    if (state !== undefined) values.putOf(id, state);
    return state;
  }

  /** Leaves the conflicting metakeys as somebody else made them, or puts the draft on top of theirs. */
  function settleConflict(id: SubjectId, theirs: KeyState, how: 'take' | 'keep'): void {
    const draft = drafts.meta.get(id, theirs.key);
    if (draft === undefined) return;
    const conflicting = conflictsOf(draft, theirs.meta);
    put(id, theirs.key, how === 'take' ? withoutMetakeys(draft, conflicting) : rebased(draft, theirs.meta));
    saves.meta.clear(id, theirs.key);
  }

  function put(id: SubjectId, key: string, draft: MetaDraft | undefined): void {
    if (draft === undefined) drafts.meta.discard(id, key);
    else drafts.meta.set(id, key, draft);
  }

  return { save, settleConflict };
}

/** What was edited further while a draft was being saved. */
function stillUnsaved(now: MetaDraft, saved: MetaDraft): MetaDraft | undefined {
  const done = Object.keys(saved.changes).filter((name) => now.changes[name] === saved.changes[name]);
  const rest = withoutMetakeys(now, done);
  if (rest === undefined) return undefined;
  const names = Object.keys(rest.changes);
  const base = names.map((name) => [name, (name in saved.changes ? saved.changes : rest.base)[name] ?? null] as const);
  return { ...rest, base: Object.fromEntries(base) };
}
