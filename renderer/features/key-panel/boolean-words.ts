import type { Metadata } from '#shared/model/key.ts';

/** The two texts that stand for on and off. */
export interface BooleanWords {
  readonly on: string;
  readonly off: string;
}

/** What Elektra stores for a boolean, its normal form. */
const NORMAL: BooleanWords = { on: '1', off: '0' };
/** Other pairs that Elektra takes for booleans unless told otherwise. */
const USUAL: readonly BooleanWords[] = [
  { on: 'true', off: 'false' },
  { on: 'yes', off: 'no' },
  { on: 'on', off: 'off' },
  { on: 'enabled', off: 'disabled' },
];

/** The pair a value belongs to, so that switching keeps its way of writing; null when the value is no boolean at all. */
export function booleanWordsOf(value: string, meta: Metadata): BooleanWords | null {
  const on = meta['check/boolean/true'];
  const off = meta['check/boolean/false'];
  const own = on !== undefined && off !== undefined ? [{ on, off }] : [];
  if (value === '') return own[0] ?? NORMAL;
  return [NORMAL, ...own, ...USUAL].find((pair) => pair.on === value || pair.off === value) ?? null;
}
