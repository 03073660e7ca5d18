import { treeIntent } from './tree-grid-keys.ts';
import type { TreeAct, TreeIntent } from './tree-grid-keys.ts';
import type { TreeRow } from './tree-grid-row.ts';
import { actedOn, isSelected, rangeIds, withToggled } from './tree-grid-selection.ts';
import type { TreeSelection } from './tree-grid-selection.ts';
import { createTypeAhead } from './tree-grid-type-ahead.ts';

/** What the grid is at the moment, and what it can be told. */
export interface TreeActsContext<Row extends TreeRow> {
  readonly rows: () => readonly Row[];
  readonly selected: () => TreeSelection;
  readonly multiple: () => boolean;
  readonly focusIndex: () => number;
  readonly pageSize: () => number;
  /** Makes a row the tab stop; `moveTo` also brings it into view and focuses it. */
  readonly place: (index: number) => void;
  readonly moveTo: (index: number) => void;
  readonly toggle: (row: Row, expanded: boolean) => void;
  readonly select: (row: Row, ids: readonly string[]) => void;
  readonly activate: (row: Row) => void;
  readonly movable: () => boolean;
  /** `ids` is what it is meant for: the selection when the row is in it, else the row alone. */
  readonly act: (act: TreeAct, row: Row, ids: readonly string[]) => void;
}

export interface TreeActs {
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onClick: (event: MouseEvent, index: number) => void;
  readonly onDoubleClick: (event: MouseEvent, index: number) => void;
  /** Before a context menu opens: the row it is about gets the focus and, unless it is selected, the selection. */
  readonly onContext: (index: number) => void;
}

/** What can be acted on by itself within a row. */
const INSIDE = 'button, a, input, textarea, select, label, [role="switch"], [contenteditable]';

/** Turns keys and clicks into what the grid tells its owner. */
export function createTreeActs<Row extends TreeRow>(context: TreeActsContext<Row>): TreeActs {
  const typeAhead = createTypeAhead();
  let anchor: string | undefined;

  function follow(intent: TreeIntent, row: Row, index: number): void {
    switch (intent.kind) {
      case 'focus':
        context.moveTo(intent.index);
        return intent.extend ? extend(index, intent.index) : undefined;
      case 'toggle':
        return context.toggle(row, intent.expanded);
      case 'select':
        return intent.how === 'all' ? selectAll(row) : selectRow(row, intent.how === 'more');
      case 'activate':
        return context.activate(row);
      case 'transfer':
      case 'act':
        return context.act(intent.act, row, actedOn(context.selected(), row.id));
    }
  }

  function selectRow(row: Row, more: boolean): void {
    anchor = row.id;
    context.select(row, more && context.multiple() ? withToggled(context.selected(), row.id) : [row.id]);
  }

  function selectAll(row: Row): void {
    if (context.multiple()) {
      context.select(row, rangeIds(context.rows(), 0, context.rows().length - 1));
    }
  }

  /** From the row that the selection began at, or else from `start`, to `end`. */
  function extend(start: number, end: number): void {
    const rows = context.rows();
    const row = rows[end];
    if (!row || !context.multiple()) {
      return;
    }
    if (anchor === undefined || !isSelected(context.selected(), anchor)) {
      anchor = rows[start]?.id;
    }
    const from = rows.findIndex((other) => other.id === anchor);
    context.select(row, rangeIds(rows, from < 0 ? start : from, end));
  }

  return {
    onKey(event) {
      const rows = context.rows();
      const index = context.focusIndex();
      const row = rows[index];
      // What stands inside a row keeps its own keys: the grid hears only those pressed on the row itself.
      if (!row || !(event.target instanceof Element) || event.target.getAttribute('role') !== 'row') {
        return;
      }
      const intent = treeIntent(event, rows, index, context.pageSize());
      if (intent?.kind === 'transfer' && !context.movable()) {
        return;
      }
      if (intent) {
        event.preventDefault();
        typeAhead.end();
        follow(intent, row, index);
      } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const found = typeAhead.type(event.key, event.timeStamp, rows, index);
        if (found >= 0) {
          context.moveTo(found);
        }
      }
    },
    onClick(event, index) {
      const row = context.rows()[index];
      if (!row || isInside(event, INSIDE)) {
        return;
      }
      const start = context.focusIndex();
      context.place(index);
      if (event.shiftKey && context.multiple()) {
        extend(start, index);
      } else {
        selectRow(row, event.ctrlKey || event.metaKey);
      }
    },
    onDoubleClick(event, index) {
      const row = context.rows()[index];
      if (row && !isInside(event, `${INSIDE}, [data-toggle]`)) {
        context.activate(row);
      }
    },
    onContext(index) {
      const row = context.rows()[index];
      context.place(index);
      if (row && !isSelected(context.selected(), row.id)) {
        selectRow(row, false);
      }
    },
  };
}

function isInside(event: Event, selector: string): boolean {
  return event.target instanceof Element && event.target.closest(selector) !== null;
}
