import { isCancelled } from '#shared/contract/cancelled.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { afterPart, isOvertaken, isWritten, type ListDraft } from '../stores/list-draft.ts';
import { useSavesStore } from '../stores/saves-store.ts';
import { clusterOf, isClusterSubject, type SubjectId } from '../stores/subject.ts';
import { useValuesStore } from '../stores/values-store.ts';
import { listEdits } from './list-edits.ts';
import { planList } from './list-plan.ts';
import { readIfPossible } from './read-if-possible.ts';
import { LIST_LIMIT, readList, type ListReading } from './read-list.ts';
import { failedOutcome, isInterrupted } from './refusal.ts';
import { useProposeEdits } from './use-propose-edits.ts';

/** Saves an edited list by one act. It counts as saved when the array was read back and has these elements. Of a cluster it is planned. */
export function useSaveList() {
  const client = useClient();
  const platform = usePlatform();
  const drafts = useDraftsStore();
  const keys = useKeysStore();
  const propose = useProposeEdits();
  const saves = useSavesStore();
  const values = useValuesStore();

  /**
   * Never throws: the outcome is in the saves store. Nothing is written when the array is not any more as it was when the editing began.
   * @returns the array as it is now; undefined when that could not be read
   */
  async function save(id: SubjectId, key: string): Promise<ListReading | undefined> {
    const draft = drafts.lists.get(id, key);
    if (draft === undefined || saves.lists.get(id, key)?.phase === 'saving') return undefined;
    const controller = new AbortController();
    saves.lists.set(id, key, { phase: 'saving', since: platform.now(), cancel: () => controller.abort() });
    try {
      const before = await read(id, key, controller.signal);
      if (isOvertaken(draft, before.elements)) {
        saves.lists.clear(id, key);
        return before;
      }
      if (isClusterSubject(id)) {
        saves.lists.clear(id, key);
        propose({ clusterId: clusterOf(id), edits: listEdits(before, draft.items) });
        return before;
      }
      await write(id, before, draft, controller.signal);
    } catch (error) {
      return explain(id, key, draft, error);
    }
    return explain(id, key, draft, null);
  }

  async function write(id: InstanceId, before: ListReading, { items }: ListDraft, signal: AbortSignal): Promise<void> {
    const { key, value, meta } = before.array;
    const { writes, last, stale, superfluous } = planList(before, items);
    const isNamed = meta['array'] === last;
    // An array key without a text (null) cannot be written again, but its metadata can.
    const array = value === undefined || isNamed ? [] : [{ key, value, meta: { array: last } }];
    const configurations = [...writes, ...array];
    if (configurations.length > 0) await client.call('keys.setAll', { id, key, configurations }, { signal });
    if (value === undefined && !isNamed)
      await client.call('keys.setMeta', { id, name: key, key: 'array', value: last }, { signal });
    for (const { key: name, metakeys } of stale) {
      const removed = metakeys.map((metakey) => ({ key: metakey, value: null }));
      await client.call('keys.setMetaMany', { id, name, meta: removed }, { signal });
    }
    for (const name of superfluous) await client.call('keys.remove', { id, key: name }, { signal });
  }

  /** What became of it is read, whatever was answered. What is not done stays unsaved, on top of what is there now. */
  async function explain(
    id: SubjectId,
    key: string,
    draft: ListDraft,
    error: unknown,
  ): Promise<ListReading | undefined> {
    const now = await readIfPossible(() => read(id, key, new AbortController().signal));
    const isDone = error === null || (isInterrupted(error) && now !== undefined && isWritten(draft, now.elements));
    const isSame = drafts.lists.get(id, key) === draft;
    if (isDone) {
      if (isSame) drafts.lists.discard(id, key);
      saves.lists.set(id, key, { phase: 'saved', at: platform.now() });
      return now;
    }
    if (isSame && now !== undefined) drafts.lists.set(id, key, afterPart(draft, now.elements));
    if (isCancelled(error)) saves.lists.clear(id, key);
    else saves.lists.set(id, key, failedOutcome(error));
    return now;
  }

  /** Reads the array and lets the tree and the grid know of its elements. @throws ElektraError, CancelledError */
  async function read(id: SubjectId, key: string, signal: AbortSignal): Promise<ListReading> {
    const reading = await readList(client, id, key, keys.names, signal);
    if (keys.subjectId === id && keys.listing.phase === 'ready' && reading.count <= LIST_LIMIT) {
      const found = new Set(reading.names);
      keys
        .subtree(key)
        .filter((name) => !found.has(name))
        .forEach(keys.drop);
      reading.elements.forEach((element) => keys.add(element.key));
    }
    [reading.array, ...reading.elements].forEach((state) => values.putOf(id, state));
    return reading;
  }

  return { save, read };
}
