import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { ClusterId } from '#shared/model/cluster.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { useClustersStore } from '../stores/clusters-store.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useInstancesStore } from '../stores/instances-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { isStored } from '../stores/meta-draft.ts';
import { useSavesStore } from '../stores/saves-store.ts';
import { clusterSubject, type SubjectId } from '../stores/subject.ts';
import { useValuesStore } from '../stores/values-store.ts';

/** After edits of a cluster were applied: what was typed of them is not unsaved any more, and what is shown is read again. */
export function useSettleEdits() {
  const platform = usePlatform();
  const clusters = useClustersStore();
  const drafts = useDraftsStore();
  const instances = useInstancesStore();
  const keys = useKeysStore();
  const saves = useSavesStore();
  const values = useValuesStore();

  async function settle(clusterId: ClusterId, edits: readonly ClusterEdit[]): Promise<void> {
    const subject = clusterSubject(clusterId);
    edits.forEach((edit) => settleEdit(subject, edit));
    values.invalidate();
    await Promise.all([clusters.load(), instances.load(), ...(keys.subjectId === null ? [] : [keys.refresh()])]);
  }

  function settleEdit(subject: SubjectId, edit: ClusterEdit): void {
    const saved = { phase: 'saved', at: platform.now() } as const;
    if (edit.kind === 'remove') drafts.drop(subject, edit.key);
    if (edit.kind === 'move') drafts.move(subject, edit.key, edit.target);
    if (edit.kind === 'set') {
      // An element of a list is edited as part of the list, whose key is above it.
      for (const key of [edit.key, edit.key.slice(0, edit.key.lastIndexOf('/'))]) drafts.lists.discard(subject, key);
      if (drafts.get(subject, edit.key)?.value === edit.value) {
        drafts.discard(subject, edit.key);
        saves.set(subject, edit.key, saved);
      }
    }
    if (edit.kind === 'meta') {
      const draft = drafts.meta.get(subject, edit.key);
      const made = Object.fromEntries(edit.meta.flatMap(({ key, value }) => (value === null ? [] : [[key, value]])));
      if (draft === undefined || !isStored(draft, made)) return;
      drafts.meta.discard(subject, edit.key);
      saves.meta.set(subject, edit.key, saved);
    }
  }

  return { settle };
}
