import type { Metadata } from '../key.ts';

/** What libelektra's `type` plugin takes for true and false besides 1 and 0, without regard to case (elektraTypeOpen in type.c). */
const PAIRS: readonly BooleanWords[] = [
  { on: 'yes', off: 'no' },
  { on: 'true', off: 'false' },
  { on: 'on', off: 'off' },
  { on: 'enabled', off: 'disabled' },
  { on: 'enable', off: 'disable' },
];

export interface BooleanWords {
  readonly on: string;
  readonly off: string;
}

/** The pair that a key allows by `check/boolean/true` and `check/boolean/false`, which only come together; null when it names none. */
export function ownBooleanWords(meta: Metadata): BooleanWords | null {
  const on = meta['check/boolean/true'];
  const off = meta['check/boolean/false'];
  return on === undefined || off === undefined ? null : { on, off };
}

/** The stored form of a boolean; null when the text is none. */
export function normalBoolean(text: string, meta: Metadata): '0' | '1' | null {
  // libelektra takes nothing, not even 1 and 0, when only one of the pair is there.
  if ((meta['check/boolean/true'] === undefined) !== (meta['check/boolean/false'] === undefined)) return null;
  if (text === '1' || text === '0') return text;
  const own = ownBooleanWords(meta);
  const given = text.toLowerCase();
  for (const { on, off } of own === null ? PAIRS : [own]) {
    if (given === on.toLowerCase()) return '1';
    if (given === off.toLowerCase()) return '0';
  }
  return null;
}
