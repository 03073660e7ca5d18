import type { Fleet } from '../clusterd/instances/fleet.ts';
import type { Elektrad } from '../clusterd/ports.ts';

/** A fleet of one elektrad, with nothing noted of it and no question whose it is. */
export function bareFleet(elektrad: () => Elektrad): Pick<Fleet, 'reach' | 'writingTurn'> {
  return {
    reach: (_id, work) => work(elektrad()),
    writingTurn: (_id, work, signal) => elektrad().turn(work, signal),
  };
}
