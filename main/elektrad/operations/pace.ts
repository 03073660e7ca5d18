import { throwIfAborted } from '#shared/contract/cancelled.ts';

/** Keeps a long loop from holding the event loop: `if (pace.isDue()) await pace.rest();` after each slice of work. It looks at the clock, so a slice should be dearer than that. */
export interface Pace {
  /** Whether the loop has run long enough without a rest. */
  isDue(): boolean;
  /** Lets everything else that waits have its turn. @throws CancelledError when the caller is gone */
  rest(): Promise<void>;
}

/** How long a loop may hold the event loop, in milliseconds. */
const LONGEST_RUN = 4;
/** Milliseconds that only ever grow. */
export type Ticks = () => number;

export function createPace(signal: AbortSignal, ticks: Ticks): Pace {
  let runsSince = ticks();
  return {
    isDue: () => ticks() - runsSince >= LONGEST_RUN,
    async rest() {
      throwIfAborted(signal);
      await new Promise<void>((resume) => setImmediate(resume));
      throwIfAborted(signal);
      runsSince = ticks();
    },
  };
}
