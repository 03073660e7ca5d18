/** A decimal number held exactly: `digits` × 10^-`scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

export interface StepLimits {
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  /** How far one step goes; 1 unless given. */
  readonly step?: string | undefined;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * The number `times` steps away, as text, within its limits and exact at any length: it never becomes a JS number.
 * Empty text counts as 0. Text that is no plain decimal (`1e5`, `0x10`, `abc`) cannot be stepped: `undefined`.
 */
export function stepNumber(text: string, times: bigint, limits: StepLimits = {}): string | undefined {
  const value = text.trim() === '' ? { digits: 0n, scale: 0 } : parseDecimal(text.trim());
  const step = parseDecimal(limits.step ?? '1');
  if (!value || !step) {
    return undefined;
  }
  const scale = Math.max(value.scale, step.scale);
  const next = { digits: digitsAt(value, scale) + times * digitsAt(step, scale), scale };
  return formatDecimal(clamp(next, limits));
}

/** Whether text is a plain decimal number. */
export function isDecimal(text: string): boolean {
  return parseDecimal(text) !== undefined;
}

function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || whole + fraction === '') {
    return undefined;
  }
  const digits = BigInt(whole + fraction);
  return { digits: match[1] === '-' ? -digits : digits, scale: fraction.length };
}

function digitsAt(value: Decimal, scale: number): bigint {
  return value.digits * 10n ** BigInt(scale - value.scale);
}

function clamp(value: Decimal, { min, max }: StepLimits): Decimal {
  const low = min === undefined ? undefined : parseDecimal(min);
  const high = max === undefined ? undefined : parseDecimal(max);
  if (low && isLess(value, low)) {
    return low;
  }
  return high && isLess(high, value) ? high : value;
}

function isLess(left: Decimal, right: Decimal): boolean {
  const scale = Math.max(left.scale, right.scale);
  return digitsAt(left, scale) < digitsAt(right, scale);
}

function formatDecimal({ digits, scale }: Decimal): string {
  if (scale === 0) {
    return digits.toString();
  }
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
