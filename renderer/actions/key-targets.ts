import { arrayPart, arrayIndexOf } from '#shared/model/array-part.ts';
import { baseNameOf, isBelow, joinKeyName, parentOf, tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { isAtOrBelowText, isRootText } from '../stores/key-text.ts';
import type { KeyMove } from '../stores/key-transfer.ts';

/** What is appended to a name so that both can be there. */
const COPY = '_copy';

/** Names in key order without those that lie below another of them: an act on the others takes them along. */
export function topmost(names: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const name of [...names].sort(compareKeyNames)) {
    const last = kept.at(-1);
    if (last === undefined || !isAtOrBelowText(name, last)) kept.push(name);
  }
  return kept;
}

/** Those of the names that can be copied or moved: legal ones that are no root. */
export function transferable(names: readonly string[]): readonly KeyName[] {
  return topmost(names.filter((name) => !isRootText(name))).flatMap(parsed);
}

/** Each key directly below a parent, under the name it has now. */
export function movesBelow(names: readonly KeyName[], parent: KeyName): readonly KeyMove[] {
  return names.map((key) => ({ key, target: joinKeyName(parent, baseNameOf(key)) }));
}

/** Whether a key would come to lie below itself. */
export function isIntoItself({ key, target }: KeyMove): boolean {
  return isBelow(target, key);
}

/** Whether there is a key at a name or below it. */
export function isTaken(name: string, existing: readonly string[]): boolean {
  return existing.some((other) => isAtOrBelowText(other, name));
}

/**
 * A name beside a taken one: the next element of an array, otherwise `x_copy`, `x_copy2`, … `existing` are the names that are there, in any order.
 */
export function freeName(name: KeyName, existing: readonly string[]): KeyName {
  const parent = parentOf(name);
  if (parent === null) return name;
  const part = baseNameOf(name);
  const start = arrayIndexOf(part);
  const stem = part.replace(/_copy\d*$/, '');
  for (let step = 1; ; step += 1) {
    const candidate = start === null ? `${stem}${COPY}${step === 1 ? '' : step}` : arrayPart(start + BigInt(step));
    const free = joinKeyName(parent, candidate);
    if (!isTaken(free, existing)) return free;
  }
}

/** The moves with another name for each whose target is taken, by what exists or by one before it. */
export function keepingBoth(moves: readonly KeyMove[], existing: readonly string[]): readonly KeyMove[] {
  const names = [...existing];
  return moves.map((move) => {
    const target = isTaken(move.target, names) ? freeName(move.target, names) : move.target;
    names.push(target);
    return { key: move.key, target };
  });
}

function parsed(name: string): KeyName[] {
  const result = tryParseKeyName(name);
  return result.ok && result.name === name ? [result.name] : [];
}
