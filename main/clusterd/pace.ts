import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { Clock } from './ports.ts';

/** Keeps long work from holding everybody else: `if (pace.isDue()) await pace.rest();` between its slices. */
export interface Pace {
  isDue(): boolean;
  /** Lets everything else that waits have its turn. @throws CancelledError when nobody wants the work any more */
  rest(): Promise<void>;
}

/** How long work may go on without a rest, in milliseconds. */
const LONGEST_RUN = 5;

/** Nothing that works goes so long, in milliseconds, without a look at the clock: it has waited for something, and others have run meanwhile. */
const WAITED = 500;

/** `signal` ends the work at its next rest. */
export function createPace(clock: Clock, signal?: AbortSignal): Pace {
  let since = clock.now();
  let looked = since;
  return {
    isDue() {
      const now = clock.now();
      if (now - looked >= WAITED) since = now;
      looked = now;
      return now - since >= LONGEST_RUN;
    },
    async rest() {
      await new Promise<void>((resolve) => void clock.after(0, resolve));
      if (signal !== undefined) throwIfAborted(signal);
      since = clock.now();
      looked = since;
    },
  };
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
