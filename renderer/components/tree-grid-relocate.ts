import { parentIndex } from './tree-grid-keys.ts';
import type { TreeRow } from './tree-grid-row.ts';

/**
 * Where the focus goes when the rows change: it stays on its row; when an ancestor was closed it goes there; when the
 * row was removed it goes to the next sibling, the previous one, or the parent.
 * @returns a position in `next`, 0 when that is empty
 */
export function relocateFocus(before: readonly TreeRow[], index: number, next: readonly TreeRow[]): number {
  const id = before[index]?.id;
  if (id === undefined || next[index]?.id === id) {
    return clamp(index, next);
  }
  const positions = new Map(next.map((row, at) => [row.id, at]));
  const same = positions.get(id);
  if (same !== undefined) {
    return same;
  }
  const parent = parentIndex(before, index);
  const parentNow = parent < 0 ? undefined : positions.get(before[parent]?.id ?? '');
  if (parent >= 0 && (parentNow === undefined || !next[parentNow]?.expanded)) {
    return parentNow ?? relocateFocus(before, parent, next);
  }
  for (const sibling of siblingsFrom(before, index)) {
    const now = positions.get(sibling);
    if (now !== undefined) {
      return now;
    }
  }
  return parentNow ?? clamp(index, next);
}

/** The siblings after a row, nearest first, then those before it. */
function* siblingsFrom(rows: readonly TreeRow[], index: number): Generator<string> {
  const level = rows[index]?.level ?? 1;
  for (const step of [1, -1]) {
    for (let at = index + step; (rows[at]?.level ?? 0) >= level; at += step) {
      const row = rows[at];
      if (row?.level === level) {
        yield row.id;
      }
    }
  }
}

function clamp(index: number, rows: readonly TreeRow[]): number {
  return Math.max(0, Math.min(index, rows.length - 1));
}
