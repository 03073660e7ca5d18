import { computed } from 'vue';
import type { ComponentPublicInstance, ComputedRef, Ref } from 'vue';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/vue-virtual';
import type { VirtualItem } from '@tanstack/vue-virtual';
import type { TreeRange, TreeRow } from './tree-grid-row.ts';

export interface TreeWindowOptions {
  readonly rows: () => readonly TreeRow[];
  readonly scroll: Ref<HTMLElement | null>;
  /** CSS pixels of a row. */
  readonly rowHeight: () => number;
  /** CSS pixels of the heads that stay at the top. */
  readonly headHeight: () => number;
  readonly focusIndex: () => number;
}

export interface TreeWindow {
  /** What is to be drawn: what can be seen, a few more, and the focused row wherever it is. */
  readonly items: ComputedRef<readonly VirtualItem[]>;
  /** CSS pixels of all rows. */
  readonly height: ComputedRef<number>;
  readonly visible: ComputedRef<TreeRange | undefined>;
  readonly pageSize: () => number;
  readonly reveal: (index: number) => void;
  /** Ref of a row whose height follows its content. */
  readonly measure: (drawn: Element | ComponentPublicInstance | null) => void;
}

/** Group rows have a line above and below. */
const GROUP_LINES = 2;

/** Which of many rows are drawn. Costs nothing per row but its place in one flat array. */
export function useTreeWindow({ rows, scroll, rowHeight, headHeight, focusIndex }: TreeWindowOptions): TreeWindow {
  // A new function for each set of rows, because the virtualiser places rows anew only when it gets another one. Tall
  // rows have a key of their own, so that a row which is tall no more loses the height it was measured at.
  const itemKey = computed(() => {
    const current = rows();
    return (index: number): string => {
      const row = current[index];
      return row?.tall ? `${row.id}\u0000tall` : (row?.id ?? String(index));
    };
  });
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
    computed(() => {
      const focused = focusIndex();
      const height = rowHeight();
      const current = rows();
      return {
        count: current.length,
        getScrollElement: () => scroll.value,
        getItemKey: itemKey.value,
        estimateSize: (index: number) => height + (current[index]?.group ? GROUP_LINES : 0),
        overscan: 8,
        scrollPaddingStart: headHeight(),
        scrollMargin: headHeight(),
        rangeExtractor: (range) => withFocused(defaultRangeExtractor(range), focused, range.count),
      };
    }),
  );
  return {
    items: computed(() => virtualizer.value.getVirtualItems()),
    height: computed(() => virtualizer.value.getTotalSize()),
    visible: computed(() => {
      const range = virtualizer.value.range;
      return range ? { start: range.startIndex, end: range.endIndex } : undefined;
    }),
    pageSize: () => Math.max(1, Math.floor(((scroll.value?.clientHeight ?? 0) - headHeight()) / rowHeight()) - 1),
    reveal: (index) => virtualizer.value.scrollToIndex(index, { align: 'auto' }),
    measure: (drawn) => {
      const element: unknown = drawn instanceof Element ? drawn : drawn?.$el;
      virtualizer.value.measureElement(element instanceof HTMLElement ? element : null);
    },
  };
}

function withFocused(indexes: number[], focused: number, count: number): number[] {
  const first = indexes[0];
  const last = indexes.at(-1);
  if (focused < 0 || focused >= count || first === undefined || last === undefined) {
    return indexes;
  }
  if (focused < first) {
    return [focused, ...indexes];
  }
  return focused > last ? [...indexes, focused] : indexes;
}
