import type { Handler } from '#shared/contract/operation.ts';
import type { ElektradContract, ElektradNode } from '#shared/elektrad/contract.ts';
import { baseNameOf, type KeyName } from '#shared/model/key-name.ts';
import { readableName, ROOT } from '../kdb/given-name.ts';
import { childrenIn } from '../kdb/key-tree.ts';
import type { Specification } from '../kdb/specification.ts';
import { addFields } from './answered-key.ts';
import type { ReadContext } from './context.ts';
import { createPace, type Pace } from '../../platform/pace.ts';

interface Source {
  readonly store: ReadContext['store'];
  readonly specification: Specification;
  /** The key itself, if it exists, and all below it, in key order. */
  readonly names: readonly KeyName[];
  readonly pace: Pace;
}

interface Part {
  /** null: the whole database. */
  readonly path: KeyName | null;
  readonly from: number;
  readonly to: number;
}

/** One key with the names of all that is below it, and its children with theirs. */
export function getKey(context: ReadContext): Handler<ElektradContract['kdb.get']> {
  const { store, specification, ticks } = context;
  return async ({ name, preload }, { signal }) => {
    const path = name === undefined ? null : readableName(name);
    const rules = await specification();
    const pace = createPace(ticks, signal);
    const names = store.names(path);
    const source = { store, specification: rules, names, pace };
    return nodeWithChildren(source, { path, from: 0, to: names.length }, preload + 1);
  };
}

function nodeWithChildren(source: Source, part: Part, levels: number): ElektradNode | Promise<ElektradNode> {
  const node = nodeOf(source, part);
  const hasDescendants = part.to - part.from > (node.exists ? 1 : 0);
  return levels === 0 || !hasDescendants ? node : addChildren(source, part, node, levels);
}

async function addChildren(source: Source, part: Part, node: ElektradNode, levels: number): Promise<ElektradNode> {
  const children: ElektradNode[] = [];
  for (const child of childrenIn(source.names, part)) {
    const added = nodeWithChildren(source, child, levels - 1);
    children.push(added instanceof Promise ? await added : added);
    if (source.pace.isDue()) await source.pace.rest();
  }
  node.children = children;
  return node;
}

function nodeOf({ store, specification, names }: Source, { path, from, to }: Part): ElektradNode {
  const ls = names.slice(from, to);
  if (path === null) return { exists: false, name: '', path: ROOT, ls };
  const node: ElektradNode = { exists: names[from] === path, name: baseNameOf(path), path, ls };
  const key = node.exists ? store.get(path) : undefined;
  if (key !== undefined) addFields(node, path, key, specification);
  return node;
}
