import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { TreeRange } from '../../components/tree-grid-row.ts';
import { useValuesStore } from '../../stores/values-store.ts';
import type { KeyRow } from './key-rows.ts';

/** While the view is moved on within this time, in milliseconds, nothing is asked for: fast scrolling skips what flies by. */
const SETTLE_MS = 40;
/** Rows above and below what is visible that are read along. */
const MARGIN = 20;

/** Reads the values of the rows that can be seen. Returns what the grid tells its visible range to. */
export function useVisibleValues(rows: Ref<readonly KeyRow[]>): (range: TreeRange) => void {
  const values = useValuesStore();
  const range = shallowRef<TreeRange>({ start: 0, end: 0 });
  let timer: ReturnType<typeof setTimeout> | undefined;

  watch([range, rows, () => values.generation], () => {
    clearTimeout(timer);
    timer = setTimeout(readVisible, SETTLE_MS);
  });
  onScopeDispose(() => clearTimeout(timer));

  function readVisible(): void {
    const { start, end } = range.value;
    const near = rows.value.slice(Math.max(0, start - MARGIN), end + 1 + MARGIN);
    values.want(near.filter(({ node }) => node.isKey).map(({ id }) => id));
  }

  return (next) => {
    range.value = next;
  };
}
