import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPatternSegment } from './find-pattern.ts';

describe('findPatternSegment', () => {
  it.each([
    ['user:/app/.*', 'user%3A%2Fapp%2F.*'],
    ['a?b', 'a%3Fb'],
    ['50%', '50%25'],
  ])('sends %s as %s', (pattern, segment) => {
    expect(findPatternSegment(pattern)).toBe(segment);
  });

  it.each(['/app', 'a//b', 'a/./b', 'a/../b', '.', '..', 'a/.', 'a/..', '[/./]', '[//]x', '/', '//', 'a\nb'])(
    'writes %j so that no router rewrites it',
    (pattern) => {
      const path = `/kdbFind/${decodeURIComponent(findPatternSegment(pattern))}`;
      expect(posix.normalize(path)).toBe(path);
      expect(path).not.toContain('\n');
    },
  );

  it('finds the same names as the pattern it was given', () => {
    const piece = fc.constantFrom(
      '/',
      '.',
      '..',
      'a',
      'b',
      '[/.]',
      '[//]',
      '[a/./b]',
      '(a|/)',
      '\\/',
      '\\.',
      '*',
      '+',
      '\n',
    );
    const pattern = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
    const names = fc.array(
      fc.array(fc.constantFrom('/', '.', 'a', 'b', '\n'), { maxLength: 8 }).map((units) => units.join('')),
    );
    fc.assert(
      fc.property(pattern, names, (given, texts) => {
        fc.pre(isPattern(given));
        const sent = decodeURIComponent(findPatternSegment(given));
        const path = `/kdbFind/${sent}`;
        expect(posix.normalize(path)).toBe(path);
        for (const text of texts) {
          expect([sent, text, new RegExp(sent).test(text)]).toEqual([sent, text, new RegExp(given).test(text)]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what it cannot write otherwise', () => {
    expect(findPatternSegment('\\Qa.b\\E')).toBe('%5CQa.b%5CE');
    expect(() => findPatternSegment('\\Qa//b\\E')).toThrow('Write it without');
  });

  it('refuses half of a character', () => {
    expect(() => findPatternSegment('\ud800')).toThrow('lone surrogate');
  });
});

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
