import { computed, type ComputedRef, type Ref } from 'vue';
import { useDraftsStore } from '../../stores/drafts-store.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import { useSavesStore } from '../../stores/saves-store.ts';
import type { KeyRow } from './key-rows.ts';

/** A row below which stands why its value was not stored. */
export interface ShownKeyRow extends KeyRow {
  readonly rejection?: unknown;
  readonly stored?: string;
}

/** The rows, with those whose last value was refused opened up. */
export function useRejectedRows(rows: Ref<readonly KeyRow[]>): ComputedRef<readonly ShownKeyRow[]> {
  const drafts = useDraftsStore();
  const keys = useKeysStore();
  const saves = useSavesStore();

  return computed(() => {
    const id = keys.subjectId;
    const refused = id === null ? [] : saves.rejected(id);
    if (id === null || refused.length === 0) return rows.value;
    const errors = new Map(refused);
    return rows.value.map((row) => {
      const rejection = errors.get(row.id);
      if (rejection === undefined) return row;
      const stored = drafts.get(id, row.id)?.base ?? '';
      return { ...row, tall: true, tone: 'bad' as const, rejection, stored };
    });
  });
}
