import type { ValueType } from './value-type.ts';

/** The largest finite numbers; beyond them C's strtof and strtod report an overflow. A long double has no limit that a double can hold. */
const LARGEST: Partial<Record<ValueType, number>> = {
  float: 3.4028234663852886e38,
  double: Number.MAX_VALUE,
  long_double: Number.POSITIVE_INFINITY,
};

const DECIMAL = /^[ \t\n\v\f\r]*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const HEXADECIMAL = /^[ \t\n\v\f\r]*[+-]?0x([0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(p[+-]?\d+)?$/i;
const NAMED = /^[ \t\n\v\f\r]*[+-]?(inf|infinity|nan)$/i;

export function isFloatType(type: ValueType | null): boolean {
  return type !== null && type in LARGEST;
}

/** Whether the whole text is a number of this type, in the forms that C's strtod takes. */
export function isFloat(text: string, type: ValueType): boolean {
  if (NAMED.test(text) || HEXADECIMAL.test(text)) return true;
  return DECIMAL.test(text) && (type === 'long_double' || Math.abs(Number(text)) <= (LARGEST[type] ?? 0));
}
