import { missing } from '../keys/missing.ts';
import { mapPaced, type Pace } from '../pace.ts';
import type { Digest } from '../ports.ts';
import { seenOf } from './planned-change.ts';
import type { MemberReading } from './read-members.ts';
import type { Request } from './requests.ts';

export type Seen = ReturnType<typeof seenOf>;

/** What was asked for, as far as a change touches it; in the order of the touched keys. */
export function seenBy(
  { touched }: Request,
  { keys }: Extract<MemberReading, { ok: true }>,
  pace: Pace,
): Promise<readonly Seen[]> {
  return mapPaced(touched, pace, (each, at) => seenOf(each, keys[at] ?? missing(each.key)));
}

/** Keyed, because values may be secret and a plan is named by this. */
export function heldPrint(seen: readonly Seen[], digest: Digest): string {
  return digest.keyed(JSON.stringify(seen));
}
