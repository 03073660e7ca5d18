import { throwIfAborted } from '#shared/contract/cancelled.ts';

/** Keeps a long loop from holding the event loop: `if (pace.isDue()) await pace.rest();` after each small step. */
export interface Pace {
  /** Whether the loop has run long enough without a rest. */
  isDue(): boolean;
  /** Lets everything else that waits have its turn. @throws CancelledError when the caller is gone */
  rest(): Promise<void>;
}

/** How long a loop may hold the event loop, in milliseconds. */
const LONGEST_RUN = 8;
/** Looking at the clock costs as much as a step. */
const STEPS_PER_LOOK = 32;

/** Milliseconds that only ever grow. */
export type Ticks = () => number;

export function createPace(signal: AbortSignal, ticks: Ticks): Pace {
  let steps = 0;
  let runsSince = ticks();
  return {
    isDue() {
      steps += 1;
      return steps % STEPS_PER_LOOK === 0 && ticks() - runsSince >= LONGEST_RUN;
    },
    async rest() {
      throwIfAborted(signal);
      await new Promise<void>((resume) => setImmediate(resume));
      throwIfAborted(signal);
      runsSince = ticks();
    },
  };
}
