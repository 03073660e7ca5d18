import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isDecimal, stepNumber } from './number-step.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

describe('stepNumber', () => {
  it('is exact for every 64-bit number', () => {
    fc.assert(
      fc.property(fc.oneof(int64, uint64), fc.bigInt({ min: -1000n, max: 1000n }), (value, times) => {
        expect(stepNumber(String(value), times)).toBe(String(value + times));
      }),
    );
  });

  it('never leaves its limits', () => {
    fc.assert(
      fc.property(int64, int64, int64, fc.constantFrom(1n, -1n, 10n, -10n), (value, one, other, times) => {
        const [min, max] = one < other ? [one, other] : [other, one];
        const next = BigInt(stepNumber(String(value), times, { min: String(min), max: String(max) }) ?? '');
        expect(next >= min && next <= max).toBe(true);
      }),
    );
  });

  it('comes back when it goes there and back, fractions included', () => {
    const decimal = fc.tuple(int64, fc.integer({ min: 1, max: 12 })).map(([digits, scale]) => {
      const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
      return `${digits < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
    });
    fc.assert(
      fc.property(decimal, fc.constantFrom('1', '0.5', '0.001'), (text, step) => {
        const there = stepNumber(text, 1n, { step }) ?? '';
        expect(Number.isNaN(Number(there))).toBe(false);
        const back = stepNumber(there, -1n, { step }) ?? '';
        expect(back.replace(/\.?0+$/, '')).toBe(text.replace(/\.?0+$/, ''));
      }),
    );
  });

  it.each([
    ['9223372036854775807', 1n, {}, '9223372036854775808'],
    ['18446744073709551614', 1n, { max: '18446744073709551615' }, '18446744073709551615'],
    ['18446744073709551615', 1n, { max: '18446744073709551615' }, '18446744073709551615'],
    ['', 1n, {}, '1'],
    ['', 1n, { min: '1024' }, '1024'],
    ['0.1', 1n, { step: '0.2' }, '0.3'],
    ['-0.05', 1n, { step: '0.05' }, '0.00'],
    ['-3', 10n, {}, '7'],
    ['007', 1n, {}, '8'],
  ])('steps %j by %s within %j to %j', (text, times, limits, expected) => {
    expect(stepNumber(text, times, limits)).toBe(expected);
  });

  it.each(['abc', '1e5', '0x10', '-', '.', '1,000', '1 2'])('leaves %j alone', (text) => {
    expect(stepNumber(text, 1n)).toBeUndefined();
    expect(isDecimal(text)).toBe(false);
  });
});
