import { throwIfAborted } from './cancelled.ts';

/** Keeps long work from holding everybody else: `if (pace.isDue()) await pace.rest();` between its slices. It looks at the clock, so a slice should be dearer than that. */
export interface Pace {
  /** Whether the work has gone on long enough without a rest. */
  isDue(): boolean;
  /** Lets everything else that waits have its turn. @throws CancelledError when nobody wants the work any more */
  rest(): Promise<void>;
}

export interface PaceMeans {
  /** Milliseconds. */
  readonly ticks: () => number;
  /** Resolves when everything else that waits has had its turn. */
  readonly turn: () => Promise<void>;
  /** Ends the work at its next rest. */
  readonly signal?: AbortSignal | undefined;
}

/** How long work may go on without a rest, in milliseconds. */
const LONGEST_RUN = 4;

/** Nothing that works goes so long, in milliseconds, without a look at the clock: it has waited for something, and others have run meanwhile. */
const WAITED = 500;

/** A pace by what a platform has for it. */
export function paceBy({ ticks, turn, signal }: PaceMeans): Pace {
  let since = ticks();
  let looked = since;
  return {
    isDue() {
      const now = ticks();
      if (now - looked >= WAITED) since = now;
      looked = now;
      return now - since >= LONGEST_RUN;
    },
    async rest() {
      if (signal !== undefined) throwIfAborted(signal);
      await turn();
      if (signal !== undefined) throwIfAborted(signal);
      since = ticks();
      looked = since;
    },
  };
}
