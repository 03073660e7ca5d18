import { describe, expect, it } from 'vitest';
import { isOutside, numberRangeOf } from './number-range.ts';

describe('the limits of a number', () => {
  it.each([
    [{ type: 'short' }, '-32768', '32767'],
    [{ type: 'unsigned_long_long' }, '0', '18446744073709551615'],
    [{ type: 'long_long' }, '-9223372036854775808', '9223372036854775807'],
    [{ type: 'double' }, undefined, undefined],
    [{ type: 'short', 'check/range': '1-10' }, '1', '10'],
    [{ type: 'short', 'check/range': '-10--1' }, '-10', '-1'],
    [{ type: 'short', 'check/range': '-5-5' }, '-5', '5'],
    [{ type: 'double', 'check/range': '0.5-1.5' }, '0.5', '1.5'],
    [{ type: 'short', 'check/range': '1-4,6-10' }, '-32768', '32767'],
    [{ type: 'short', 'check/range': '1,2,4,8' }, '-32768', '32767'],
  ])('of %j are %s and %s', (meta, min, max) => {
    expect(numberRangeOf(meta as Record<string, string>)).toEqual({ min, max });
  });

  it('are compared exactly, beyond what doubles can tell apart', () => {
    const { min, max } = numberRangeOf({ type: 'long_long' });
    expect(isOutside('9223372036854775807', { min, max })).toBe(false);
    expect(isOutside('9223372036854775808', { min, max })).toBe(true);
    expect(isOutside('-9223372036854775809', { min, max })).toBe(true);
  });

  it('say nothing of what is no whole number', () => {
    expect(['', 'abc', '1.5', '0x10'].map((text) => isOutside(text, { min: '5', max: '6' }))).toEqual(
      Array(4).fill(false),
    );
  });
});
