import { compareKeyNames } from '#shared/model/key-order.ts';

/** The names as they are when they are in Elektra's order, as every elektrad known answers them; sorted otherwise. */
export function inKeyOrder(names: readonly string[]): readonly string[] {
  for (let at = 1; at < names.length; at += 1) {
    if (compareKeyNames(names[at - 1] ?? '', names[at] ?? '') > 0) return [...names].sort(compareKeyNames);
  }
  return names;
}
