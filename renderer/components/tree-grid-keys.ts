import type { TreeRow } from './tree-grid-row.ts';

export type TreeKey = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What is done with keys to rows, by whoever owns them. `leave` is Escape. */
export type TreeAct = 'insert' | 'rename' | 'remove' | 'leave' | TreeTransfer;
/** Only of grids whose rows can be moved. */
export type TreeTransfer = 'copy' | 'cut' | 'paste' | 'duplicate';

const TRANSFERS: Readonly<Record<string, TreeTransfer>> = { c: 'copy', x: 'cut', v: 'paste', d: 'duplicate' };

/** What a key asks of the grid. */
export type TreeIntent =
  | { readonly kind: 'focus'; readonly index: number; readonly extend: boolean }
  | { readonly kind: 'toggle'; readonly expanded: boolean }
  | { readonly kind: 'select'; readonly how: 'one' | 'more' | 'all' }
  | { readonly kind: 'activate' }
  | { readonly kind: 'transfer'; readonly act: TreeTransfer }
  | { readonly kind: 'act'; readonly act: TreeAct };

/**
 * The keyboard pattern of a tree grid whose rows take the focus.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/
 * @param pageSize rows that one page holds
 * @returns undefined when the key is not the grid's, which is then left to whoever listens above
 */
export function treeIntent(
  event: TreeKey,
  rows: readonly TreeRow[],
  index: number,
  pageSize: number,
): TreeIntent | undefined {
  const row = rows[index];
  if (!row || event.altKey) {
    return undefined;
  }
  if (event.ctrlKey || event.metaKey) {
    return withControl(event, rows.length);
  }
  switch (event.key) {
    case 'ArrowRight':
      return goIn(rows, index);
    case 'ArrowLeft':
      return goOut(rows, index);
    case 'Enter':
      return { kind: 'activate' };
    case 'Insert':
      return { kind: 'act', act: 'insert' };
    case 'F2':
      return { kind: 'act', act: 'rename' };
    case 'Delete':
      return { kind: 'act', act: 'remove' };
    case 'Escape':
      return { kind: 'act', act: 'leave' };
    case ' ':
      return { kind: 'select', how: 'one' };
    default: {
      const target = moveTarget(event.key, index, rows.length, pageSize);
      return target === undefined ? undefined : { kind: 'focus', index: target, extend: event.shiftKey };
    }
  }
}

function withControl(event: TreeKey, count: number): TreeIntent | undefined {
  switch (event.key) {
    case 'a':
      return { kind: 'select', how: 'all' };
    case ' ':
      return { kind: 'select', how: 'more' };
    case 'Home':
    case 'End':
      return { kind: 'focus', index: event.key === 'Home' ? 0 : count - 1, extend: event.shiftKey };
    default: {
      const act = event.shiftKey ? undefined : TRANSFERS[event.key.toLowerCase()];
      return act && { kind: 'transfer', act };
    }
  }
}

function moveTarget(key: string, index: number, count: number, pageSize: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(index + 1, count - 1);
    case 'ArrowUp':
      return Math.max(index - 1, 0);
    case 'PageDown':
      return Math.min(index + pageSize, count - 1);
    case 'PageUp':
      return Math.max(index - pageSize, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function goIn(rows: readonly TreeRow[], index: number): TreeIntent | undefined {
  const row = rows[index];
  if (!row?.hasChildren) {
    return undefined;
  }
  if (!row.expanded) {
    return { kind: 'toggle', expanded: true };
  }
  const child = rows[index + 1];
  return child && child.level > row.level ? { kind: 'focus', index: index + 1, extend: false } : undefined;
}

function goOut(rows: readonly TreeRow[], index: number): TreeIntent | undefined {
  const row = rows[index];
  if (row?.hasChildren && row.expanded) {
    return { kind: 'toggle', expanded: false };
  }
  const parent = parentIndex(rows, index);
  return parent < 0 ? undefined : { kind: 'focus', index: parent, extend: false };
}

/** The position of the row above that is one level further out, -1 for a root. */
export function parentIndex(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 1;
  for (let at = index - 1; at >= 0; at -= 1) {
    if ((rows[at]?.level ?? level) < level) {
      return at;
    }
  }
  return -1;
}
