import { isCancelled } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { useClient } from '../api/clusterd-client.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { useDraftsStore, type Draft } from '../stores/drafts-store.ts';
import { useSavesStore } from '../stores/saves-store.ts';
import { clusterOf, isClusterSubject, type SubjectId } from '../stores/subject.ts';
import { readKeys } from '../stores/subject-keys.ts';
import { useValuesStore } from '../stores/values-store.ts';
import { readIfPossible } from './read-if-possible.ts';
import { failedOutcome, isInterrupted } from './refusal.ts';
import { useProposeEdits } from './use-propose-edits.ts';

/** Saves what was typed into a key. It counts as saved when clusterd has read it back; what was typed is kept until then. In a cluster it is planned. */
export function useSaveValue() {
  const client = useClient();
  const platform = usePlatform();
  const drafts = useDraftsStore();
  const propose = useProposeEdits();
  const saves = useSavesStore();
  const values = useValuesStore();

  /** Never throws: the outcome is in the saves store. Without a draft, or while one is being saved, nothing happens. */
  async function save(id: SubjectId, key: string): Promise<void> {
    const draft = drafts.get(id, key);
    if (draft === undefined || saves.get(id, key)?.phase === 'saving') return;
    if (isClusterSubject(id)) {
      saves.clear(id, key);
      propose({ clusterId: clusterOf(id), edits: [{ kind: 'set', key, value: draft.value }] });
      return;
    }
    const controller = new AbortController();
    saves.set(id, key, { phase: 'saving', since: platform.now(), cancel: () => controller.abort() });
    try {
      const written = { id, key, value: draft.value, ...(draft.basedOn && { basedOn: draft.basedOn }) };
      const { value, version } = await client.call('keys.set', written, { signal: controller.signal });
      const meta = values.states.get(key)?.meta ?? {};
      settle(id, key, draft, { key, exists: true, value, meta, version });
    } catch (error) {
      await explain(id, key, draft, error);
    }
  }

  function settle(id: SubjectId, key: string, draft: Draft, state: Parameters<typeof values.putOf>[1]): void {
    values.putOf(id, state);
    if (drafts.get(id, key)?.value === draft.value) drafts.discard(id, key);
    saves.set(id, key, { phase: 'saved', at: platform.now() });
  }

  async function explain(id: SubjectId, key: string, draft: Draft, error: unknown): Promise<void> {
    if (isElektraError(error, 'VERSION_CONFLICT') && error.data) {
      values.putOf(id, error.data.theirs);
      saves.set(id, key, { phase: 'conflict', theirs: error.data.theirs });
      return;
    }
    if (isInterrupted(error)) {
      await settleByReading(id, key, draft, error);
      return;
    }
    saves.set(id, key, failedOutcome(error));
  }

  /** Whether an interrupted write arrived is unknown until the key is read. */
  async function settleByReading(id: SubjectId, key: string, draft: Draft, error: unknown): Promise<void> {
    const [state] = (await readIfPossible(() => readKeys(client, id, [key]))) ?? [];
    if (state?.exists && state.value === draft.value) return settle(id, key, draft, state);
    if (isCancelled(error)) saves.clear(id, key);
    else saves.set(id, key, { phase: 'failed', error });
  }

  return { save };
}
