import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternOf } from './search-pattern.ts';

describe('patternOf', () => {
  it('makes plain text stand for itself, without regard to case', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const pattern = patternOf(text, 'plain');
        expect(pattern.startsWith('(?i)')).toBe(true);
        expect(new RegExp(pattern.slice(4), 'i').test(`before${text}after`)).toBe(true);
      }),
    );
    expect(new RegExp(patternOf('a.b', 'plain').slice(4)).test('axb')).toBe(false);
  });

  it('leaves an expression as it was written', () => {
    expect(patternOf('^user:/.*#_?[0-9]+$', 'regex')).toBe('^user:/.*#_?[0-9]+$');
  });
});
