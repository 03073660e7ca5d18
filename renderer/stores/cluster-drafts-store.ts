import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { ClusterEdits, type ClusterEdit } from '#shared/clusterd/edits.ts';
import type { ClusterId } from '#shared/model/cluster.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { parseJson } from './parse-json.ts';

const ENTRY = 'elektra-web.cluster-draft.';

/** Edits of clusters that were gathered and are not applied, for one plan. They survive a reload of the tab, if the browser stores them. */
export const useClusterDraftsStore = defineStore('cluster-drafts', () => {
  const storage = usePlatform().tab;
  const drafts = shallowReactive(new Map<ClusterId, readonly ClusterEdit[]>());

  function get(id: ClusterId): readonly ClusterEdit[] {
    return drafts.get(id) ?? restore(id);
  }

  /** `mayLeavePage` false: they are kept in this page only. */
  function set(id: ClusterId, edits: readonly ClusterEdit[], mayLeavePage = true): void {
    drafts.set(id, edits);
    try {
      if (edits.length > 0 && mayLeavePage) storage.setItem(ENTRY + id, JSON.stringify(edits));
      else storage.removeItem(ENTRY + id);
    } catch {
      // Storage that is full or forbidden: the draft then ends with the page.
      storage.removeItem(ENTRY + id);
    }
  }

  function restore(id: ClusterId): readonly ClusterEdit[] {
    const parsed = ClusterEdits.safeParse(parseJson(storage.getItem(ENTRY + id) ?? ''));
    return parsed.success ? parsed.data : [];
  }

  return { get, set, clear: (id: ClusterId) => set(id, []) };
});
