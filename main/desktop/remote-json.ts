import type { ParseJson } from '#shared/contract/answer-text.ts';
import { throwIfAborted } from '#shared/contract/cancelled.ts';
import { parseLongJson } from '../platform/long-json.ts';
import { createPace, type Pace } from '../platform/pace.ts';

/** From this length on, in UTF-16 units, a text is parsed in steps: a shorter one takes a millisecond or two. */
const LONG = 2 ** 18;

/** Parses what a remote clusterd sends: others run while that is long, and it is given up for whoever does not want it any more. */
export function createRemoteJson(newPace: () => Pace = createPace, long = LONG): ParseJson {
  return (pieces, signal) => {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length < long) return JSON.parse(pieces.join('')) as unknown;
    const pace = newPace();
    return parseLongJson(pieces, {
      isDue: pace.isDue,
      async rest() {
        await pace.rest();
        if (signal !== undefined) throwIfAborted(signal);
      },
    });
  };
}
