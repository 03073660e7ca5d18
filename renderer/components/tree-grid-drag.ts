import { shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { TreeRow } from './tree-grid-row.ts';
import { actedOn } from './tree-grid-selection.ts';
import type { TreeSelection } from './tree-grid-selection.ts';

interface TreeDragContext<Row extends TreeRow> {
  readonly rows: () => readonly Row[];
  readonly selected: () => TreeSelection;
  readonly drop: (row: Row, ids: readonly string[], copy: boolean) => void;
}

interface TreeDrag {
  /** The row that would take what is dragged. */
  readonly over: Readonly<ShallowRef<string | undefined>>;
  /** For the element around all rows. */
  readonly listeners: Readonly<Record<string, (event: DragEvent) => void>>;
}

/** Dragging rows onto each other: the whole selection when the dragged row is in it. With Ctrl or Alt held it is a copy. */
export function createTreeDrag<Row extends TreeRow>({ rows, selected, drop }: TreeDragContext<Row>): TreeDrag {
  const over = shallowRef<string>();
  let dragged: readonly string[] = [];

  function takerOf(event: DragEvent): Row | undefined {
    const row = dragged.length === 0 ? undefined : rowAt(event, rows());
    return row && !dragged.includes(row.id) ? row : undefined;
  }

  function end(): void {
    dragged = [];
    over.value = undefined;
  }

  return {
    over,
    listeners: {
      dragstart(event) {
        const row = rowAt(event, rows());
        if (!row || !event.dataTransfer) return;
        dragged = actedOn(selected(), row.id);
        event.dataTransfer.effectAllowed = 'copyMove';
        event.dataTransfer.setData('text/plain', dragged.join('\n'));
      },
      dragover(event) {
        const row = takerOf(event);
        over.value = row?.id;
        if (!row) return;
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = isCopy(event) ? 'copy' : 'move';
      },
      dragleave(event) {
        const { currentTarget: grid, relatedTarget: next } = event;
        const stays = grid instanceof Element && next instanceof Node && grid.contains(next);
        if (!stays) over.value = undefined;
      },
      drop(event) {
        const row = takerOf(event);
        const ids = dragged;
        end();
        if (!row) return;
        event.preventDefault();
        drop(row, ids, isCopy(event));
      },
      dragend: end,
    },
  };
}

function isCopy(event: DragEvent): boolean {
  return event.ctrlKey || event.altKey;
}

function rowAt<Row extends TreeRow>(event: Event, rows: readonly Row[]): Row | undefined {
  const drawn = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="row"][data-index]') : null;
  return drawn ? rows[Number(drawn.dataset['index'])] : undefined;
}
