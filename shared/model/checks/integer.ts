import type { ValueType } from './value-type.ts';

/** Whole numbers are compared as such: a double is exact only up to 2^53. */
export interface IntegerLimits {
  readonly bits: number;
  readonly min: bigint;
  readonly max: bigint;
}

function signed(bits: number): IntegerLimits {
  const half = 2n ** BigInt(bits - 1);
  return { bits, min: -half, max: half - 1n };
}

function unsigned(bits: number): IntegerLimits {
  return { bits, min: 0n, max: 2n ** BigInt(bits) - 1n };
}

/** Sizes as libelektra has them on every platform (kdbtypes.h): short 16, long 32, long long 64 bits. */
const LIMITS: Partial<Record<ValueType, IntegerLimits>> = {
  short: signed(16),
  long: signed(32),
  long_long: signed(64),
  unsigned_short: unsigned(16),
  unsigned_long: unsigned(32),
  unsigned_long_long: unsigned(64),
};

/** What an integer type can hold; null for other types. */
export function integerLimits(type: ValueType | null): IntegerLimits | null {
  return type === null ? null : (LIMITS[type] ?? null);
}

/** Far more than the digits of any type, and quickly read; a mebibyte of them would not be. */
const MOST_DIGITS = 40;

/**
 * The number that the whole text is, written as Elektra itself writes numbers: the type plugin refuses what does not come out the same again
 * (CHECK_TYPE_REVERSIBLE in types.c), so `+5`, `05` and spaces are none. Null when it is none.
 */
export function parseInteger(text: string): bigint | null {
  return text.length <= MOST_DIGITS && /^(?:0|-?[1-9][0-9]*)$/.test(text) ? BigInt(text) : null;
}
