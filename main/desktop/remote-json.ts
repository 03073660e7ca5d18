import type { ParseJson } from '#shared/contract/answer-text.ts';
import { parseLongJson } from '../platform/long-json.ts';
import { createPace, type Pace } from '../platform/pace.ts';

/** From this length on, in UTF-16 units, a text is parsed in steps: a shorter one takes a millisecond or two. */
const LONG = 2 ** 18;

const ownPace = (signal?: AbortSignal): Pace => createPace(undefined, signal);

/** Parses what a remote clusterd sends: others run while that is long, and it is given up for whoever does not want it any more. */
export function createRemoteJson(newPace: (signal?: AbortSignal) => Pace = ownPace, long = LONG): ParseJson {
  return (pieces, signal) => {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return length < long ? (JSON.parse(pieces.join('')) as unknown) : parseLongJson(pieces, newPace(signal));
  };
}
