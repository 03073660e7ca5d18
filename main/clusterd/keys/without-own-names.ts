import { compareKeyNames } from '#shared/model/key-order.ts';
import { IDENTITY_KEY, isOwnKey } from '#shared/model/own-keys.ts';

/** Names in key order without clusterd's own, which lie side by side: however many names there are, few are looked at. The same list when none is there. */
export function withoutOwnNames(names: readonly string[]): readonly string[] {
  let [from, behind] = [0, names.length];
  while (from < behind) {
    const middle = (from + behind) >>> 1;
    if (compareKeyNames(names[middle] ?? '', IDENTITY_KEY) < 0) from = middle + 1;
    else behind = middle;
  }
  let to = from;
  while (isOwnKey(names[to] ?? '')) to += 1;
  return from === to ? names : names.slice(0, from).concat(names.slice(to));
}
