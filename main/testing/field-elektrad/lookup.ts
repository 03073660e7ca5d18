import type { ElektradNode } from '#shared/elektrad/contract.ts';
import { endOfPart } from '#shared/model/key-part.ts';
import { storedPartsOf } from '#shared/model/key-name.ts';
import { isInSubtree, lookUp, shownValue, subtreeRange, type FieldKey, type FieldKeys } from './field-key.ts';

/**
 * A key with its descendants' names and children as elektrad answers them. Its loop over the children cuts each one out of the list it walks along,
 * so that it passes over whatever follows a child; and it sees keys only, no part that has just keys below it.
 * https://github.com/ElektraInitiative/libelektra/blob/master/src/tools/elektrad/kdb_handler.go
 */
export function lookupNode(keys: FieldKeys, name: string, depth: number): ElektradNode {
  const below = keys.slice(...subtreeRange(keys, name));
  const found = lookUp(below, name);
  const value = found === undefined ? '' : shownValue(found);
  const meta = found?.meta ?? {};
  const children = depth < 0 ? [] : childrenOf(below, name, depth);
  return {
    exists: found !== undefined,
    name: storedPartsOf(name).at(-1) ?? '',
    path: name,
    ls: below.map((key) => key.name),
    ...(value === '' ? {} : { value }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    ...(children.length === 0 ? {} : { children }),
  };
}

function childrenOf(keys: FieldKeys, parent: string, depth: number): ElektradNode[] {
  const left: FieldKey[] = [...keys];
  const children: ElektradNode[] = [];
  for (let at = 0; at < left.length; at += 1) {
    const child = left[at]?.name ?? '';
    if (!isDirectlyBelow(child, parent)) continue;
    const end = left.findIndex((key, index) => index > at && !isInSubtree(key.name, child));
    const cut = left.splice(at, (end < 0 ? left.length : end) - at);
    children.push(lookupNode(cut, child, depth - 1));
  }
  return children;
}

/** Any key of one part is directly below the cascading root. */
function isDirectlyBelow(name: string, parent: string): boolean {
  const base = parent === '/' ? name.slice(0, name.indexOf('/') + 1) : parent;
  if (name === base || !isInSubtree(name, base)) return false;
  const start = base.endsWith(':/') ? base.length : base.length + 1;
  return endOfPart(name, start) === name.length;
}
