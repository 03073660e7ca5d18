import type { ElektradNode } from '#shared/elektrad/contract.ts';
import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import { endOfPart } from '#shared/model/key-part.ts';
import { urlHazardOf } from '#shared/model/key-url.ts';
import type { KeyReading, SubtreeReading } from '../../clusterd/ports.ts';
import { createPace, type Pace } from '../../platform/pace.ts';
import { inKeyOrder } from './in-key-order.ts';
import { announces } from './key-address.ts';
import { readingOf, readKeys, readNode, readRoot } from './reads.ts';
import type { Requests } from './requests.ts';

/** The name that stands for the whole database, above all namespaces. */
const ROOT = '/';

/**
 * A key with its descendants' names and `levels` levels of children with values. The field's elektrad leaves out every other child and all that have
 * no key of their own, so the tree is built from `ls` alone and what the answer did not bring is read one by one.
 */
export async function readSubtree(
  requests: Requests,
  name: string | null,
  levels: number,
  signal: AbortSignal,
): Promise<SubtreeReading> {
  const preload = Math.max(0, levels - 1);
  const node =
    name === null ? await readRoot(requests, preload, signal) : await readNode(requests, name, preload, signal);
  const names = await inKeyOrder(node.ls);
  const top = readingOf(name ?? ROOT, node);
  if (levels === 0) return { ...top, names };
  if (isLeaf(top.name, names)) return { ...top, names, children: [] };
  const readings = new Map<string, KeyReading>();
  const pace = createPace();
  for (const child of node.children ?? []) await collect(child, readings, pace);
  const tree = await treeOf(name ?? ROOT, names, levels, pace);
  await readMissing(requests, tree, readings, { pace, signal });
  return { ...top, names, children: await childrenOf(tree, readings, pace) };
}

/** Most keys that are read have nothing below them. */
function isLeaf(name: string, names: readonly string[]): boolean {
  return names.length === 0 || (names.length === 1 && names[0] === name);
}

interface Branch {
  readonly name: string;
  readonly names: readonly string[];
  readonly children: readonly Branch[] | null;
}

/** So many names are looked at between two looks at the clock. */
const SLICE = 1024;

/** The children of a name, from the names of its descendants in key order. Each level has one slice of that list per child. */
async function treeOf(
  parent: string,
  names: readonly string[],
  levels: number,
  pace: Pace,
): Promise<readonly Branch[]> {
  const branches: Branch[] = [];
  for (let from = 0; from < names.length;) {
    const child = childAbove(parent, names[from] ?? '');
    let to = from + 1;
    if (child !== null) {
      while (to < names.length && isAtOrBelow(names[to] as KeyName, child as KeyName)) {
        to += 1;
        if (to % SLICE === 0 && pace.isDue()) await pace.rest();
      }
      const below = names.slice(from, to);
      const children = levels > 1 ? await treeOf(child, below, levels - 1, pace) : null;
      branches.push({ name: child, names: below, children });
    }
    if (to % SLICE === 0 && pace.isDue()) await pace.rest();
    from = to;
  }
  return branches;
}

/** The name one part longer than `parent` on the way to `name`, or null when `name` is not below it. */
function childAbove(parent: string, name: string): string | null {
  if (parent === ROOT) return name.slice(0, name.indexOf('/') + 1);
  const isTop = parent.endsWith(':/');
  const start = isTop ? parent.length : parent.length + 1;
  if (name.length <= start || !name.startsWith(parent) || name[start - 1] !== '/') return null;
  const end = endOfPart(name, start);
  // `user:/%` is no legal name, so that `user:/%/a` is directly below the root; see parentOf.
  const isNoName = isTop && name.slice(start, end) === '%' && end < name.length;
  return name.slice(0, isNoName ? endOfPart(name, end + 1) : end);
}

async function collect(node: ElektradNode, readings: Map<string, KeyReading>, pace: Pace): Promise<void> {
  if (node.exists) readings.set(node.path, readingOf(node.path, node));
  for (const child of node.children ?? []) {
    if (pace.isDue()) await pace.rest();
    await collect(child, readings, pace);
  }
}

async function readMissing(
  requests: Requests,
  tree: readonly Branch[],
  readings: Map<string, KeyReading>,
  { pace, signal }: { readonly pace: Pace; readonly signal: AbortSignal },
): Promise<void> {
  const missing: string[] = [];
  for (const name of existing(tree)) {
    if (pace.isDue()) await pace.rest();
    if (!readings.has(name)) missing.push(name);
  }
  if (missing.length === 0) return;
  const readable = (await announces(requests, 'read-many', signal))
    ? missing
    : missing.filter((name) => urlHazardOf(name as KeyName) === null);
  for (const reading of await readKeys(requests, readable, signal)) readings.set(reading.name, reading);
}

function* existing(tree: readonly Branch[]): Generator<string, undefined> {
  for (const { name, names, children } of tree) {
    if (names[0] === name) yield name;
    if (children !== null) yield* existing(children);
  }
}

async function childrenOf(
  tree: readonly Branch[],
  readings: ReadonlyMap<string, KeyReading>,
  pace: Pace,
): Promise<readonly SubtreeReading[]> {
  const made: SubtreeReading[] = [];
  for (const { name, names, children } of tree) {
    if (pace.isDue()) await pace.rest();
    // A key that is listed and cannot be asked for (see key-address.ts) has no value that could be shown or rewritten.
    const reading = readings.get(name) ?? { name, exists: names[0] === name, meta: {} };
    const below = children === null ? {} : { children: await childrenOf(children, readings, pace) };
    made.push({ ...reading, names, ...below });
  }
  return made;
}
