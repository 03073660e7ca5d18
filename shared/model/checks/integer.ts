import type { ValueType } from './value-type.ts';

/** Whole numbers are compared as such: a double is exact only up to 2^53. */
interface IntegerLimits {
  readonly min: bigint;
  readonly max: bigint;
}

const signed = (bits: bigint): IntegerLimits => ({ min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n });
const unsigned = (bits: bigint): IntegerLimits => ({ min: 0n, max: 2n ** bits - 1n });

/** Sizes as libelektra has them on every platform (kdbtypes.h): short 16, long 32, long long 64 bits. */
const LIMITS: Partial<Record<ValueType, IntegerLimits>> = {
  short: signed(16n),
  long: signed(32n),
  long_long: signed(64n),
  unsigned_short: unsigned(16n),
  unsigned_long: unsigned(32n),
  unsigned_long_long: unsigned(64n),
};

/** What an integer type can hold; null for other types. */
export function integerLimits(type: ValueType | null): IntegerLimits | null {
  return type === null ? null : (LIMITS[type] ?? null);
}

/** The number that the whole text is, in the decimal form that C's strtol takes; null when it is none. */
export function parseInteger(text: string): bigint | null {
  const match = /^[ \t\n\v\f\r]*([+-]?)(\d+)$/.exec(text);
  if (match?.[2] === undefined) return null;
  const magnitude = BigInt(match[2]);
  return match[1] === '-' ? -magnitude : magnitude;
}
