import { compareKeyNames } from '#shared/model/key-order.ts';

/** One place in the tree: a key, or a stretch of a name that only has keys below it. */
export interface KeyTreeNode {
  /** The name as the elektrad lists it, or its beginning up to the end of a part. */
  readonly name: string;
  /** The last part as it is written; of a root the whole name, for example `user:/`. */
  readonly part: string;
  readonly parent: KeyTreeNode | null;
  readonly children: readonly KeyTreeNode[];
  readonly isKey: boolean;
  /** How many keys there are here and below. */
  readonly keys: number;
}

export interface KeyTree {
  /** The namespaces. */
  readonly roots: readonly KeyTreeNode[];
  find(name: string): KeyTreeNode | undefined;
}

interface Draft extends KeyTreeNode {
  readonly parent: Draft | null;
  children: Draft[];
  isKey: boolean;
  keys: number;
}

/** Leaves, which most nodes are, share it. */
const NO_CHILDREN: Draft[] = [];

/**
 * The tree of names in key order; children keep that order. Linear in the length of all names together.
 * `roots` are shown even when there is nothing below them. `isKey` decides for the names in between.
 */
export function buildKeyTree(
  names: readonly string[],
  roots: readonly string[] = [],
  isKey: (name: string) => boolean = () => false,
): KeyTree {
  const nodes = new Map<string, Draft>();
  const tops: Draft[] = [];

  function nodeAt(name: string, start: number, parent: Draft | null): Draft {
    const known = nodes.get(name);
    if (known) return known;
    const node: Draft = { name, part: name.slice(start), parent, children: NO_CHILDREN, isKey: isKey(name), keys: 0 };
    nodes.set(name, node);
    if (parent === null) tops.push(node);
    else if (parent.children === NO_CHILDREN) parent.children = [node];
    else parent.children.push(node);
    return node;
  }

  for (const root of roots) nodeAt(root, 0, null);
  let last: Draft | null = null;
  for (const name of names) {
    // The next name in key order lies below the last one or beside one of its ancestors, so their common beginning is not walked again.
    let parent: Draft | null = last;
    while (parent !== null && !isBelowNode(name, parent)) parent = parent.parent;
    let start = parent === null ? 0 : parent.name.length + (isRoot(parent) ? 0 : 1);
    for (;;) {
      const end = parent === null ? name.indexOf('/') + 1 : endOfPart(name, start);
      parent = nodeAt(name.slice(0, end), start, parent);
      if (end >= name.length) break;
      start = isRoot(parent) ? end : end + 1;
    }
    parent.isKey = true;
    for (let node: Draft | null = parent; node !== null; node = node.parent) node.keys += 1;
    last = parent;
  }
  tops.sort((a, b) => compareKeyNames(a.name, b.name));
  return { roots: tops, find: (name) => nodes.get(name) };
}

/** The names of all ancestors, the nearest first. */
export function ancestorsOf(node: KeyTreeNode): readonly string[] {
  const names: string[] = [];
  for (let above = node.parent; above !== null; above = above.parent) names.push(above.name);
  return names;
}

/** Whether a node is the only child of a place that is no key itself: such paths are shown as one row. */
export function isFolded(node: KeyTreeNode): boolean {
  return node.parent !== null && !node.isKey && node.children.length === 1;
}

function isRoot(node: KeyTreeNode): boolean {
  return node.parent === null;
}

function isBelowNode(name: string, node: Draft): boolean {
  if (!name.startsWith(node.name) || name.length === node.name.length) return false;
  return isRoot(node) || name[node.name.length] === '/';
}

/** The index of the slash that ends the part, or the end of the name. A backslash takes the character behind it along. */
function endOfPart(name: string, start: number): number {
  for (let index = start; index < name.length; index += 1) {
    const character = name[index];
    if (character === '\\') index += 1;
    else if (character === '/') return index;
  }
  return name.length;
}
