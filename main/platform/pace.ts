import { setImmediate } from 'node:timers/promises';
import { paceBy, type Pace } from '#shared/contract/pace.ts';

export type { Pace };

/** Milliseconds that only ever grow. */
export type Ticks = () => number;

/** A pace of Node's event loop. `signal` ends the work at its next rest. */
export function createPace(ticks: Ticks = () => performance.now(), signal?: AbortSignal): Pace {
  return paceBy({ ticks, turn: () => setImmediate(), signal });
}
