import type { TreeRow } from '../tree-grid-row.ts';

export interface Branch {
  readonly id: string;
  readonly open?: boolean;
  readonly children?: readonly Branch[];
}

/** The visible rows of a tree, each labelled by its id. */
export function flatten(branches: readonly Branch[], level = 1): readonly TreeRow[] {
  return branches.flatMap((branch, at) => {
    const hasChildren = (branch.children ?? []).length > 0;
    const row: TreeRow = {
      id: branch.id,
      label: branch.id,
      level,
      hasChildren,
      expanded: hasChildren ? Boolean(branch.open) : undefined,
      setSize: branches.length,
      posInSet: at + 1,
    };
    return branch.open ? [row, ...flatten(branch.children ?? [], level + 1)] : [row];
  });
}

/** A flat list of many rows. */
export function manyRows(count: number): readonly TreeRow[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `row-${at}`,
    label: `row ${at}`,
    level: 1,
    hasChildren: false,
    setSize: count,
    posInSet: at + 1,
  }));
}
