import { compareKeyNames } from '#shared/model/key-order.ts';
import { createPace, type Pace } from '../../platform/pace.ts';
import { everyOne } from './every-one.ts';

/** So many names are sorted, or put together, between two looks at the clock. */
const SLICE = 2048;

/** The names as they are when they are in Elektra's order, as every elektrad known answers them; sorted otherwise. Others run meanwhile. */
export async function inKeyOrder(names: readonly string[]): Promise<readonly string[]> {
  const isInOrder = await everyOne(names, (name, at) => at === 0 || compareKeyNames(names[at - 1] ?? '', name) <= 0);
  return isInOrder ? names : sorted(names, createPace());
}

/** As a sort does it: slices first, then ever longer runs of two. */
async function sorted(names: readonly string[], pace: Pace): Promise<readonly string[]> {
  let runs: (readonly string[])[] = [];
  for (let from = 0; from < names.length; from += SLICE) {
    if (pace.isDue()) await pace.rest();
    runs.push(names.slice(from, from + SLICE).sort(compareKeyNames));
  }
  while (runs.length > 1) {
    const merged: (readonly string[])[] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(await together(runs[at] ?? [], runs[at + 1] ?? [], pace));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function together(left: readonly string[], right: readonly string[], pace: Pace): Promise<readonly string[]> {
  const names: string[] = [];
  for (let [ofLeft, ofRight] = [0, 0]; ofLeft < left.length || ofRight < right.length;) {
    if (names.length % SLICE === 0 && pace.isDue()) await pace.rest();
    const [one, other] = [left[ofLeft], right[ofRight]];
    const isLeft = other === undefined || (one !== undefined && compareKeyNames(one, other) <= 0);
    names.push((isLeft ? one : other) ?? '');
    if (isLeft) ofLeft += 1;
    else ofRight += 1;
  }
  return names;
}
