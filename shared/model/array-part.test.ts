import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyPart } from '../testing/key-name-arbitraries.ts';
import { arrayIndexOf, arrayPart, isArrayPart, longArrayPart, nextArrayPart } from './array-part.ts';

const LARGEST = 2n ** 63n - 1n;
const anyIndex = () => fc.bigInt(0n, LARGEST);

describe('an array part', () => {
  it.each([
    ['#0', 0n],
    ['#9', 9n],
    ['#_10', 10n],
    ['#_99', 99n],
    ['#__100', 100n],
    ['#___1234', 1234n],
    ['#__________________9223372036854775807', LARGEST],
  ])('%s is index %s', (part, index) => {
    expect(isArrayPart(part)).toBe(true);
    expect(arrayIndexOf(part)).toBe(index);
    expect(arrayPart(index)).toBe(part);
  });

  it.each([
    '',
    '#',
    '#10',
    '#_1',
    '#__10',
    '#_01',
    '#00',
    '#007',
    '#-1',
    '#abc',
    '#10a',
    '#_100',
    '0',
    '##0',
    '#0\n',
    '#١',
  ])('"%s" is an ordinary part', (part) => {
    expect(isArrayPart(part)).toBe(false);
    expect(arrayIndexOf(part)).toBeNull();
  });

  it('goes no further than 2^63−1', () => {
    expect(isArrayPart('#__________________9223372036854775808')).toBe(false);
    expect(isArrayPart('#___________________10000000000000000000')).toBe(false);
    expect(() => arrayPart(LARGEST + 1n)).toThrow(RangeError);
  });

  it.each([-1, -1n, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('is not made of %s', (index) => {
    expect(() => arrayPart(index)).toThrow(RangeError);
  });

  it('and its index are one to one', () => {
    fc.assert(fc.property(anyIndex(), (index) => arrayIndexOf(arrayPart(index)) === index));
    fc.assert(
      fc.property(keyPart(), (part) => {
        const index = arrayIndexOf(part);
        return index === null || arrayPart(index) === part;
      }),
    );
  });

  it('sorts as its index does', () => {
    fc.assert(fc.property(anyIndex(), anyIndex(), (a, b) => a < b === arrayPart(a) < arrayPart(b)));
  });
});

describe('the next array part', () => {
  it.each([
    [[], '#0'],
    [['#0', '#1'], '#2'],
    [['#9'], '#_10'],
    [['#_10', '#9'], '#_11'],
    [['#5'], '#6'],
    [['name', '#abc', '#10'], '#0'],
  ])('after %j is %s', (existing, next) => {
    expect(nextArrayPart(existing)).toBe(next);
  });

  it('is new and the largest', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, LARGEST - 1n)), (indices) => {
        const next = arrayIndexOf(nextArrayPart(indices.map((index) => arrayPart(index))));
        return next !== null && indices.every((index) => index < next);
      }),
    );
  });

  it('is refused when the array is full', () => {
    expect(() => nextArrayPart([arrayPart(LARGEST)])).toThrow(RangeError);
  });
});

describe('longArrayPart', () => {
  it('adds the underscores to a short index and leaves all else', () => {
    expect(longArrayPart('#10')).toBe('#_10');
    expect(longArrayPart('#1234')).toBe('#___1234');
    expect(longArrayPart('#9223372036854775807')).toBe('#__________________9223372036854775807');
    for (const other of ['#9', '#_10', '#010', '#9223372036854775808', '#92233720368547758070', 'a#10', '#10a']) {
      expect(longArrayPart(other)).toBeNull();
    }
  });
});
