import { integerLimits } from '#shared/model/checks/integer.ts';
import { valueType } from '#shared/model/checks/value-type.ts';
import type { Metadata } from '#shared/model/key.ts';

/** Inclusive limits as text, exact at any length; undefined where there is none. */
export interface NumberRange {
  readonly min: string | undefined;
  readonly max: string | undefined;
}

const NUMBER = String.raw`[+-]?[0-9]+(?:\.[0-9]+)?`;
const ONE_RANGE = new RegExp(`^\\s*(${NUMBER})\\s*-\\s*(${NUMBER})\\s*$`);

/** The limits that type and `check/range` set together, as far as they are one stretch of numbers. */
export function numberRangeOf(meta: Metadata): NumberRange {
  const type = integerLimits(valueType(meta));
  const [, min, max] = ONE_RANGE.exec(meta['check/range'] ?? '') ?? [];
  return { min: min ?? type?.min.toString(), max: max ?? type?.max.toString() };
}

/** Whether a text is a number and outside of the limits. Whole numbers are compared exactly. */
export function isOutside(text: string, { min, max }: NumberRange): boolean {
  if (!/^[+-]?[0-9]+$/.test(text.trim())) return false;
  const value = BigInt(text.trim());
  const wholeMin = wholeOf(min);
  const wholeMax = wholeOf(max);
  return (wholeMin !== null && value < wholeMin) || (wholeMax !== null && value > wholeMax);
}

function wholeOf(text: string | undefined): bigint | null {
  return text !== undefined && /^[+-]?[0-9]+$/.test(text) ? BigInt(text) : null;
}
