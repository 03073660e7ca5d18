import { setImmediate } from 'node:timers/promises';

/** Keeps long work from holding the event loop: `if (pace.isDue()) await pace.rest();` between its slices. */
export interface Pace {
  /** Whether the work has run long enough without a rest. */
  isDue(): boolean;
  /** Lets everything else that waits have its turn. */
  rest(): Promise<void>;
}

/** How long work may hold the event loop, in milliseconds. */
const LONGEST_RUN = 4;

/** `ticks` are milliseconds that only grow. */
export function createPace(ticks: () => number = () => performance.now()): Pace {
  let since = ticks();
  return {
    isDue: () => ticks() - since >= LONGEST_RUN,
    async rest() {
      await setImmediate();
      since = ticks();
    },
  };
}
