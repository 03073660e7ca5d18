import type { TreeRow } from './tree-grid-row.ts';

/** One row's id, or several. */
export type TreeSelection = string | ReadonlySet<string> | undefined;

export function isSelected(selection: TreeSelection, id: string): boolean {
  return typeof selection === 'string' ? selection === id : (selection?.has(id) ?? false);
}

/** The selection with one row more, or less when it was in it. */
export function withToggled(selection: TreeSelection, id: string): readonly string[] {
  const all = selectedIds(selection);
  return all.includes(id) ? all.filter((other) => other !== id) : [...all, id];
}

/** The rows between two positions, both included. */
export function rangeIds(rows: readonly TreeRow[], from: number, to: number): readonly string[] {
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id);
}

/** What an act on a row is meant for: the whole selection when the row is in it, else the row alone. */
export function actedOn(selection: TreeSelection, id: string): readonly string[] {
  return isSelected(selection, id) ? selectedIds(selection) : [id];
}

function selectedIds(selection: TreeSelection): readonly string[] {
  return typeof selection === 'string' ? [selection] : [...(selection ?? [])];
}
