import { paceBy, type Pace } from '#shared/contract/pace.ts';
import type { Clock } from './ports.ts';

export type { Pace };

/** A pace of the clock port. `signal` ends the work at its next rest. */
export function createPace(clock: Clock, signal?: AbortSignal): Pace {
  return paceBy({ ticks: clock.now, turn: () => new Promise((resolve) => void clock.after(0, resolve)), signal });
}

/** Work that can be interrupted wherever it yields. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** All of it in one step. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same with rests in between. */
export async function inSteps<T>(steps: Steps<T>, pace: Pace): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (pace.isDue()) await pace.rest();
  }
}

/** `items.map(make)`, with rests in between. */
export async function mapPaced<T, U>(
  items: Iterable<T>,
  pace: Pace,
  make: (item: T, at: number) => U,
): Promise<readonly U[]> {
  const made: U[] = [];
  for (const item of items) {
    if (pace.isDue()) await pace.rest();
    made.push(make(item, made.length));
  }
  return made;
}

/** `items.filter(test)`, with rests in between. */
export async function filterPaced<T>(
  items: Iterable<T>,
  pace: Pace,
  test: (item: T) => boolean,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (const item of items) {
    if (pace.isDue()) await pace.rest();
    if (test(item)) found.push(item);
  }
  return found;
}
