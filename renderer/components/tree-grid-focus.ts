import { nextTick, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { relocateFocus } from './tree-grid-relocate.ts';
import type { TreeRow } from './tree-grid-row.ts';

export interface TreeFocus {
  /** The one row in the tab order. */
  readonly index: ShallowRef<number>;
  /** Brings a row into view and puts the keyboard focus on it. */
  readonly moveTo: (index: number, reveal: (index: number) => void) => Promise<void>;
}

/** The roving tab stop of a tree grid: follows its row when rows change, and keeps the keyboard focus in the grid. */
export function useTreeFocus(rows: () => readonly TreeRow[], root: Ref<HTMLElement | null>): TreeFocus {
  const index = shallowRef(0);

  watch(rows, async (next, before) => {
    const held = hasFocus(root.value);
    index.value = relocateFocus(before, index.value, next);
    if (held) {
      await nextTick();
      if (!hasFocus(root.value)) {
        focusRow(root.value, index.value);
      }
    }
  });

  return {
    index,
    async moveTo(next, reveal) {
      index.value = next;
      reveal(next);
      await nextTick();
      focusRow(root.value, next);
    },
  };
}

function hasFocus(root: HTMLElement | null): boolean {
  return root?.contains(document.activeElement) ?? false;
}

function focusRow(root: HTMLElement | null, index: number): void {
  // The virtualiser has scrolled already; the browser would do it again and differently.
  root?.querySelector<HTMLElement>(`[role="row"][data-index="${index}"]`)?.focus({ preventScroll: true });
}
