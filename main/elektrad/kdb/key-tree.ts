import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import { endOfPart } from '#shared/model/key-part.ts';

/** A key, stored or only above stored ones, and where it and what is below it stand in a list of names. */
export interface Branch {
  readonly path: KeyName;
  /** The first of its names. */
  readonly from: number;
  /** Behind the last one. */
  readonly to: number;
}

/**
 * The children of a key (null: of the whole database, the roots of its namespaces), complete: also those that are no keys themselves. `names` are in
 * key order; from `from` up to `to` they are at or below the parent. Takes time by the number of children, not of names.
 */
export function* childrenIn(
  names: readonly KeyName[],
  { path, from, to }: { readonly path: KeyName | null; readonly from: number; readonly to: number },
): Generator<Branch> {
  let at = names[from] === path ? from + 1 : from;
  for (let name = names[at]; at < to && name !== undefined; name = names[at]) {
    const child = childAbove(name, path);
    const end = endOfBranch(names, child, at, to);
    yield { path: child, from: at, to: end };
    at = end;
  }
}

/** The child of `parent` that is `name` or above it. */
function childAbove(name: KeyName, parent: KeyName | null): KeyName {
  if (parent === null) return name.slice(0, name.indexOf('/') + 1) as KeyName;
  const isRoot = parent.indexOf('/') === parent.length - 1;
  const start = isRoot ? parent.length : parent.length + 1;
  const end = endOfPart(name, start);
  // The empty part alone below a root would be that root again, so the child is one part longer (see `parentOf`).
  const isEmptyPart = isRoot && name.slice(start, end) === '%';
  return name.slice(0, isEmptyPart ? endOfPart(name, end + 1) : end) as KeyName;
}

/** The index behind the last name at or below `path`, which the one at `from` is: in strides that double, then by halves. */
function endOfBranch(names: readonly KeyName[], path: KeyName, from: number, to: number): number {
  const isInside = (at: number): boolean => {
    const name = names[at];
    return at < to && name !== undefined && isAtOrBelow(name, path);
  };
  let inside = from;
  let stride = 1;
  for (; isInside(inside + stride); stride *= 2) inside += stride;
  for (; stride >= 1; stride = Math.floor(stride / 2)) if (isInside(inside + stride)) inside += stride;
  return inside + 1;
}
