import { throwIfAborted } from '#shared/contract/cancelled.ts';
import { createPace as createPaceAlone, type Pace } from '../../platform/pace.ts';

export type { Pace };

/** Milliseconds that only ever grow. */
export type Ticks = () => number;

/** A pace whose rest throws CancelledError when the caller is gone. It looks at the clock, so a slice of work should be dearer than that. */
export function createPace(signal: AbortSignal, ticks: Ticks): Pace {
  const { isDue, rest } = createPaceAlone(ticks);
  return {
    isDue,
    async rest() {
      throwIfAborted(signal);
      await rest();
      throwIfAborted(signal);
    },
  };
}
