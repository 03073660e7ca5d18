const LARGEST_INDEX = 2n ** 63n - 1n;
const LARGEST_DIGITS = LARGEST_INDEX.toString();
const ARRAY_PART = /^#(_*)(0|[1-9][0-9]*)$/;
const SHORT_ARRAY_PART = /^#[1-9][0-9]+$/;

/** Whether an unescaped part is an array index: `#`, n underscores and n+1 digits, so that the bytewise order is the numeric one. */
export function isArrayPart(part: string): boolean {
  return indexDigits(part) !== null;
}

/** The part of an index from 0 to 2^63−1, for example `#_10`. Throws RangeError for any other number. */
export function arrayPart(index: bigint | number): string {
  if (typeof index === 'number' && !Number.isSafeInteger(index)) {
    throw new RangeError(`Give ${index} as a bigint: an array index must be a whole number that is exact.`);
  }
  if (index < 0 || index > LARGEST_INDEX) {
    throw new RangeError(`The array index ${index} is not from 0 to ${LARGEST_DIGITS}.`);
  }
  return withUnderscores(index.toString());
}

/** The index that an unescaped part stands for, or null when it is an ordinary part (`#10` and `#007` are). */
export function arrayIndexOf(part: string): bigint | null {
  const digits = indexDigits(part);
  return digits === null ? null : BigInt(digits);
}

/** The part after the largest index among the children's unescaped parts; others are passed over. Throws RangeError when 2^63−1 is taken. */
export function nextArrayPart(existing: Iterable<string>): string {
  let next = 0n;
  for (const part of existing) {
    const index = arrayIndexOf(part);
    if (index !== null && index >= next) next = index + 1n;
  }
  return arrayPart(next);
}

/** The canonical form of an index written without its underscores (`#10` becomes `#_10`), or null when the text is not that. */
export function longArrayPart(text: string): string | null {
  if (!SHORT_ARRAY_PART.test(text)) return null;
  const digits = text.slice(1);
  return isSmallEnough(digits) ? withUnderscores(digits) : null;
}

function indexDigits(part: string): string | null {
  const [, underscores = '', digits = ''] = ARRAY_PART.exec(part) ?? [];
  return digits !== '' && underscores.length === digits.length - 1 && isSmallEnough(digits) ? digits : null;
}

function isSmallEnough(digits: string): boolean {
  if (digits.length !== LARGEST_DIGITS.length) return digits.length < LARGEST_DIGITS.length;
  return digits <= LARGEST_DIGITS;
}

function withUnderscores(digits: string): string {
  return `#${'_'.repeat(digits.length - 1)}${digits}`;
}
