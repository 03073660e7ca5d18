import { semantic, syntactic, type Check } from './check.ts';
import { isFloatType, readFloat } from './float.ts';
import { typeName, valueType } from './value-type.ts';

/** How one kind of number is read: in a range, and at the start of a value (the rest is ignored, as C's strto… functions do; nothing is 0). */
interface Reading<T extends bigint | number> {
  readonly inRange: RegExp;
  read(digits: string): T;
  valueOf(text: string): T;
}

export interface Range<T extends bigint | number> {
  readonly min: T;
  readonly max: T;
}

/** More characters than any number of a range has; a mebibyte of digits takes half a second to read, and the first of them decide as well. */
const MOST_CHARACTERS = 400;

const whole = (text: string): bigint =>
  BigInt(/^\s*([+-]?)(\d{1,400})/.exec(text)?.[2] ?? 0) * (/^\s*-/.test(text) ? -1n : 1n);
const hexadecimal = (text: string): bigint => {
  const match = /^\s*([+-]?)(?:0x)?([0-9a-f]{1,400})/i.exec(text);
  return BigInt(`0x${match?.[2] ?? '0'}`) * (match?.[1] === '-' ? -1n : 1n);
};

const INTEGER: Reading<bigint> = { inRange: sides('\\d+'), read: (digits) => BigInt(digits), valueOf: whole };
const HEX: Reading<bigint> = { inRange: sides('(?:0x)?[0-9a-f]+'), read: hexadecimal, valueOf: hexadecimal };
const CHARACTER: Reading<bigint> = {
  inRange: sides('[a-z0-9]'),
  read: (letter) => BigInt(letter.charCodeAt(0)),
  valueOf: (text) => BigInt(text === '' ? 0 : text.charCodeAt(0)),
};
const FLOAT: Reading<number> = {
  inRange: sides('\\d+(?:\\.\\d*)?(?:e[+-]?\\d+)?|0x[0-9a-f]+(?:\\.[0-9a-f]*)?(?:p[+-]?\\d+)?|inf|infinity|nan'),
  read: numberAtStart,
  valueOf: numberAtStart,
};

/**
 * `check/range`: one or more of `min-max` or a single value, with commas between. What a value is read as depends on its type; without one it is a
 * whole number, of any size. Words and forms: libelektra's `range` plugin (src/plugins/range/range.c).
 */
export const checkRange: Check = ({ name, value, meta }) => {
  const text = meta['check/range'];
  if (text === undefined) return null;
  // libelektra's plugin knows long_double by another name only, and reads it as a whole number then.
  const isFloat = isFloatType(valueType(meta)) && valueType(meta) !== 'long_double';
  if (isFloat) return within(FLOAT, text, name, value);
  const type = typeName(meta)?.toLowerCase();
  // libelektra calls this bad syntax; whoever writes it means it, and without a type nothing says otherwise.
  if ((type === undefined || type === 'long_double') && text.includes('.')) return within(FLOAT, text, name, value);
  return within(type === 'char' ? CHARACTER : type === 'hex' ? HEX : INTEGER, text, name, value);
};

/** One range after the other: what comes behind the one that fits, not even libelektra reads. */
function within<T extends bigint | number>(reading: Reading<T>, text: string, name: string, value: string) {
  const number = reading.valueOf(value);
  const parts = text.split(',').filter((each) => each !== '');
  if (parts.length === 0) return syntactic(`Invalid syntax: ${text}`);
  for (const part of parts) {
    const range = rangeOf(reading, part);
    if (range === null) return syntactic(`Invalid syntax: ${part}`);
    // Asked this way, a number that is none (NaN) is in every range, as in C.
    if (!(number < range.min || number > range.max)) return null;
  }
  return semantic(`Value '${value}' of key '${name}' not within range ${text}`);
}

function rangeOf<T extends bigint | number>(reading: Reading<T>, part: string): Range<T> | null {
  const match = part.length > MOST_CHARACTERS ? null : reading.inRange.exec(part);
  if (match?.[2] === undefined) return null;
  const first = withSign(match[1], reading.read(match[2]));
  const second = match[4] === undefined ? first : withSign(match[3], reading.read(match[4]));
  return first <= second ? { min: first, max: second } : { min: second, max: first };
}

function numberAtStart(text: string): number {
  return readFloat(text)?.number ?? 0;
}

function withSign<T extends bigint | number>(sign: string | undefined, number: T): T {
  return (sign === '-' ? -number : number) as T;
}

function sides(digits: string): RegExp {
  return new RegExp(`^\\s*(-?)\\s*(${digits})\\s*(?:-\\s*(-?)\\s*(${digits})\\s*)?$`, 'i');
}
