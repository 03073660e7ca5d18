import { unfold } from './key-rows.ts';
import type { KeyTree, KeyTreeNode } from './key-tree.ts';

/** So many rows are opened by themselves: about two screens. */
const ROWS = 80;
/** What keys mean, and what Elektra says about itself, is opened by a person. */
const CLOSED = /^(?:spec:\/|system:\/elektra(?:\/|$))/;

/** What is open when an instance is seen for the first time: level by level, as long as it stays readable. */
export function expandAtFirst(tree: KeyTree): ReadonlySet<string> {
  const open = new Set<string>();
  let room = ROWS;
  let level: readonly KeyTreeNode[] = tree.roots;
  while (level.length > 0) {
    const next: KeyTreeNode[] = [];
    for (const { node } of level.map(unfold)) {
      const opens = node.children.length > 0 && !CLOSED.test(node.name);
      if (!opens || (node.parent !== null && node.children.length > room)) continue;
      open.add(node.name);
      room -= node.children.length;
      for (const child of node.children) next.push(child);
    }
    level = next;
  }
  return open;
}
