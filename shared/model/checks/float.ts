import type { ValueType } from './value-type.ts';

const FLOAT_TYPES: readonly (ValueType | null)[] = ['float', 'double', 'long_double'];

const SPACES = '[ \\t\\n\\v\\f\\r]*';
const DECIMAL = new RegExp(`^${SPACES}([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:e[+-]?[0-9]+)?)`, 'i');
const HEXADECIMAL = new RegExp(
  `^${SPACES}([+-]?)0x(?=\\.?[0-9a-f])([0-9a-f]*)(?:\\.([0-9a-f]*))?(?:p([+-]?[0-9]+))?`,
  'i',
);
const NAMED = new RegExp(`^${SPACES}([+-]?)(?:(inf)(?:inity)?|nan(?:\\([0-9a-z_]*\\))?)`, 'i');

interface ReadFloat {
  readonly number: number;
  /** Characters, spaces before it included. */
  readonly length: number;
}

export function isFloatType(type: ValueType | null): boolean {
  return FLOAT_TYPES.includes(type);
}

/** Whether the whole text is a number of this type, in the forms that C's strtod takes. What is too large is none; a long double has no limit here. */
export function isFloat(text: string, type: ValueType): boolean {
  const read = readFloat(text);
  if (read?.length !== text.length) return false;
  if (type === 'long_double' || NAMED.test(text)) return true;
  return Number.isFinite(type === 'float' ? Math.fround(read.number) : read.number);
}

/** The number at the start of a text, as C's strtold reads it; null when there is none. */
export function readFloat(text: string): ReadFloat | null {
  const named = NAMED.exec(text);
  if (named !== null) {
    const sign = named[1] === '-' ? -1 : 1;
    return { number: named[2] === undefined ? Number.NaN : sign * Number.POSITIVE_INFINITY, length: named[0].length };
  }
  const [all, sign, whole = '', fraction = '', power = '0'] = HEXADECIMAL.exec(text) ?? [];
  if (all !== undefined) {
    const digits = fromHexadecimal(whole) + fromHexadecimal(fraction) / 16 ** Math.min(fraction.length, 200);
    return { number: (sign === '-' ? -1 : 1) * digits * 2 ** Number(power), length: all.length };
  }
  const decimal = DECIMAL.exec(text);
  return decimal === null ? null : { number: Number(decimal[1]), length: decimal[0].length };
}

/** Of the first 200 digits; more change nothing that a double can hold. */
function fromHexadecimal(digits: string): number {
  const rest = Math.max(0, digits.length - 200);
  return Number(`0x0${digits.slice(0, 200)}`) * 16 ** rest;
}
