import { compareKeyNames } from '#shared/model/key-order.ts';

/** One place in the tree: a key, or a stretch of a name that only has keys below it. */
export interface KeyTreeNode {
  /** The name as the elektrad lists it, or its beginning up to the end of a part; of a root for example `user:/`. */
  readonly name: string;
  readonly parent: KeyTreeNode | null;
  readonly children: readonly KeyTreeNode[];
  readonly isKey: boolean;
  /** How many keys there are here and below. */
  readonly keys: number;
}

export interface KeyTree {
  /** The namespaces, in key order. */
  readonly roots: readonly KeyTreeNode[];
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
  const tops = new Map<string, Draft>();
  for (const name of roots) tops.set(name, newNode(name, null, false));
  let last: Draft | null = null;
  for (const name of names) {
    // The next name in key order lies below the last one or beside one of its ancestors, so what they have in common is not walked again.
    let node: Draft = nearestAbove(name, last) ?? rootFor(name, tops);
    while (node.name.length < name.length) {
      const end = endOfPart(name, startOfParts(node));
      const isEnd = end >= name.length;
      const place = isEnd ? name : name.slice(0, end);
      node = addChild(node, place, isEnd || isKey(place));
    }
    node.isKey = true;
    countKey(node);
    last = node;
  }
  return { roots: [...tops.values()].sort((a, b) => compareKeyNames(a.name, b.name)) };
}

/** The node of a name, or undefined. Looks at the siblings on the way, so it is for single names. */
export function findNode({ roots }: KeyTree, name: string): KeyTreeNode | undefined {
  let level = roots;
  for (;;) {
    const found = level.find((node) => node.name === name || isBelowNode(name, node));
    if (found === undefined || found.name === name) return found;
    level = found.children;
  }
}

/** The names of all ancestors, the nearest first. */
export function ancestorsOf(node: KeyTreeNode): readonly string[] {
  const names: string[] = [];
  for (let above = node.parent; above !== null; above = above.parent) names.push(above.name);
  return names;
}

/** Whether a node is no key and only leads on to its one child: such paths are shown as one row. */
export function isFolded(node: KeyTreeNode): boolean {
  return node.parent !== null && !node.isKey && node.children.length === 1;
}

/** Where the parts below a node begin in their names. */
export function startOfParts(node: KeyTreeNode): number {
  return node.name.length + (node.parent === null ? 0 : 1);
}

/** The last part as it is written; of a root the whole name. */
export function partOf(node: KeyTreeNode): string {
  return node.parent === null ? node.name : node.name.slice(startOfParts(node.parent));
}

function newNode(name: string, parent: Draft | null, isKey: boolean): Draft {
  return { name, parent, children: NO_CHILDREN, isKey, keys: 0 };
}

function addChild(parent: Draft, name: string, isKey: boolean): Draft {
  const node = newNode(name, parent, isKey);
  if (parent.children === NO_CHILDREN) parent.children = [node];
  else parent.children.push(node);
  return node;
}

function nearestAbove(name: string, from: Draft | null): Draft | null {
  let node = from;
  while (node !== null && !isBelowNode(name, node)) node = node.parent;
  return node;
}

function countKey(key: Draft): void {
  for (let node: Draft | null = key; node !== null; node = node.parent) node.keys += 1;
}

function rootFor(name: string, tops: Map<string, Draft>): Draft {
  const root = name.slice(0, name.indexOf('/') + 1);
  const known = tops.get(root);
  if (known) return known;
  const node = newNode(root, null, false);
  tops.set(root, node);
  return node;
}

function isBelowNode(name: string, node: KeyTreeNode): boolean {
  if (name.length <= node.name.length || !name.startsWith(node.name)) return false;
  return node.parent === null || name[node.name.length] === '/';
}

/** The index of the slash that ends the part, or the end of the name. A backslash takes the character behind it along. */
function endOfPart(name: string, start: number): number {
  let slash = name.indexOf('/', start);
  for (let escape = name.indexOf('\\', start); escape >= 0 && slash > escape; escape = name.indexOf('\\', escape + 2)) {
    if (slash === escape + 1) slash = name.indexOf('/', slash + 1);
  }
  return slash < 0 ? name.length : slash;
}
