import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trickyText } from '../testing/key-name-arbitraries.ts';
import { utf8Length, utf8Rank, writeUtf8 } from './utf8.ts';

describe('UTF-8 by hand', () => {
  it('writes what TextEncoder writes', () => {
    fc.assert(
      fc.property(fc.oneof(trickyText(20), fc.string({ unit: 'binary' })), (text) => {
        const expected = new TextEncoder().encode(text);
        const bytes = new Uint8Array(utf8Length(text) + 1);
        writeUtf8(text, bytes, 1);
        expect(bytes.subarray(1)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('ranks UTF-16 units one to one, with the characters beyond U+FFFF last', () => {
    const ranks = Array.from({ length: 0x10000 }, (_, unit) => utf8Rank(unit));
    expect(new Set(ranks).size).toBe(0x10000);
    expect(utf8Rank(0xd7ff)).toBeLessThan(utf8Rank(0xe000));
    expect(utf8Rank(0xffff)).toBeLessThan(utf8Rank(0xd800));
  });
});
