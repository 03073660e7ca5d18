import { createPace } from '../../platform/pace.ts';

/** So many items between two looks at the clock. */
const SLICE = 4096;

/** Whether all of a list that may be long are as they should be; others run meanwhile. */
export async function everyOne<T>(items: readonly T[], test: (item: T, at: number) => boolean): Promise<boolean> {
  if (items.length <= SLICE) return items.every(test);
  const pace = createPace();
  for (let from = 0; from < items.length; from += SLICE) {
    if (pace.isDue()) await pace.rest();
    const to = Math.min(items.length, from + SLICE);
    for (let at = from; at < to; at += 1) if (!test(items[at] as T, at)) return false;
  }
  return true;
}
