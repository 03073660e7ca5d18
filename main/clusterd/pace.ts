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

/** `signal` ends the work at its next rest. */
export function createPace(clock: Clock, signal?: AbortSignal): Pace {
  let since = clock.now();
  return {
    isDue: () => clock.now() - since >= LONGEST_RUN,
    async rest() {
      await new Promise<void>((resolve) => void clock.after(0, resolve));
      if (signal !== undefined) throwIfAborted(signal);
      since = clock.now();
    },
  };
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
