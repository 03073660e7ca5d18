import type { TreeRow } from '../../components/tree-grid-row.ts';
import { isFolded, startOfParts, type KeyTreeNode } from './key-tree.ts';

/** One visible row. `id` is the name of the node where the row's path ends, `label` that path: several parts where it is folded. */
export interface KeyRow extends TreeRow {
  readonly node: KeyTreeNode;
}

/** Whether the children of a name are shown. */
export type IsExpanded = (name: string) => boolean;

/** The visible rows of nodes and of what is expanded below them, in order. `level` is that of the nodes, from 1. */
export function flattenNodes(nodes: readonly KeyTreeNode[], level: number, isExpanded: IsExpanded): readonly KeyRow[] {
  const rows: KeyRow[] = [];
  // An explicit stack: a name may have tens of thousands of parts.
  const stack: { readonly nodes: readonly KeyTreeNode[]; at: number }[] = [{ nodes, at: 0 }];
  for (;;) {
    const top = stack.at(-1);
    if (top === undefined) return rows;
    const start = top.nodes[top.at];
    if (start === undefined) {
      stack.pop();
      continue;
    }
    top.at += 1;
    const { node, label } = unfold(start);
    const place = { level: level + stack.length - 1, setSize: top.nodes.length, posInSet: top.at };
    const hasChildren = node.children.length > 0;
    const expanded = hasChildren && isExpanded(node.name);
    rows.push({ id: node.name, label, node, ...place, hasChildren, expanded, group: node.parent === null });
    if (expanded) stack.push({ nodes: node.children, at: 0 });
  }
}

/** The rows after the one at `index` was opened or closed: only what lies below it is made anew. */
export function withRowToggled(rows: readonly KeyRow[], index: number, isExpanded: IsExpanded): readonly KeyRow[] {
  const row = rows[index];
  if (row === undefined) return rows;
  const expanded = row.hasChildren && isExpanded(row.id);
  const below = expanded ? flattenNodes(row.node.children, row.level + 1, isExpanded) : [];
  return rows.slice(0, index).concat({ ...row, expanded }, below, rows.slice(endOfBranch(rows, index)));
}

/** Where a folded path that begins at a node ends, and its words. */
export function unfold(start: KeyTreeNode): { readonly node: KeyTreeNode; readonly label: string } {
  let node = start;
  for (let only = node.children[0]; only !== undefined && isFolded(node); only = node.children[0]) node = only;
  return { node, label: start.parent === null ? node.name : node.name.slice(startOfParts(start.parent)) };
}

/** The index after the last row below the one at `index`. */
function endOfBranch(rows: readonly KeyRow[], index: number): number {
  const level = rows[index]?.level ?? 0;
  let end = index + 1;
  while ((rows[end]?.level ?? 0) > level) end += 1;
  return end;
}
