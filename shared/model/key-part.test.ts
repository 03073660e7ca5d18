import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyPart } from '../testing/key-name-arbitraries.ts';
import { longArrayPart } from './array-part.ts';
import { KeyNameProblem } from './key-name-problem.ts';
import { escapePart, unescapePart } from './key-part.ts';

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof KeyNameProblem) return error.code;
    throw error;
  }
  return 'none';
}

describe('escaping a part', () => {
  it.each([
    ['port', 'port'],
    ['', '%'],
    ['%', '\\%'],
    ['%x', '%x'],
    ['pct%x', 'pct%x'],
    ['.', '\\.'],
    ['..', '\\..'],
    ['...', '...'],
    ['.hidden', '.hidden'],
    ['slash/part', 'slash\\/part'],
    ['/', '\\/'],
    ['../', '..\\/'],
    ['back\\slash', 'back\\\\slash'],
    ['\\', '\\\\'],
    ['\\.', '\\\\.'],
    ['#10', '\\#10'],
    ['#1', '#1'],
    ['#_10', '#_10'],
    ['#10a', '#10a'],
    ['#10/', '#10\\/'],
    ['#007', '#007'],
    ['#9223372036854775807', '\\#9223372036854775807'],
    ['#9223372036854775808', '#9223372036854775808'],
    ['a\nb', 'a\nb'],
    ['😀', '😀'],
  ])('%j is written %j', (part, escaped) => {
    expect(escapePart(part)).toBe(escaped);
    expect(unescapePart(escaped)).toBe(part);
  });

  it('and unescaping give the part back', () => {
    fc.assert(
      fc.property(keyPart(), (part) => unescapePart(escapePart(part)) === part),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a\0b', 'ZERO_BYTE'],
    ['\ud800', 'LONE_SURROGATE'],
    ['x\ud800', 'LONE_SURROGATE'],
    ['a\udc00\ud800', 'LONE_SURROGATE'],
  ])('refuses %j', (part, code) => {
    expect(codeOf(() => escapePart(part))).toBe(code);
  });
});

describe('unescaping a part', () => {
  it('gives a short index its underscores', () => {
    expect(unescapePart('#10')).toBe('#_10');
  });

  it.each([
    ['', 'ILLEGAL_PART'],
    ['.', 'ILLEGAL_PART'],
    ['..', 'ILLEGAL_PART'],
    ['a/b', 'ILLEGAL_PART'],
    ['a\\\\/b', 'ILLEGAL_PART'],
    ['a\\', 'TRAILING_BACKSLASH'],
    ['a\\\\\\', 'TRAILING_BACKSLASH'],
    ['\\', 'TRAILING_BACKSLASH'],
    ['\\a', 'BAD_ESCAPE'],
    ['\\@', 'BAD_ESCAPE'],
    ['\\.a', 'BAD_ESCAPE'],
    ['\\...', 'BAD_ESCAPE'],
    ['a\\.', 'BAD_ESCAPE'],
    ['\\%a', 'BAD_ESCAPE'],
    ['\\%\\%', 'BAD_ESCAPE'],
    ['\\#', 'BAD_ESCAPE'],
    ['\\#1', 'BAD_ESCAPE'],
    ['\\#0', 'BAD_ESCAPE'],
    ['\\#01', 'BAD_ESCAPE'],
    ['\\#_10', 'BAD_ESCAPE'],
    ['\\#abc', 'BAD_ESCAPE'],
    ['\\#9223372036854775808', 'BAD_ESCAPE'],
    ['a\\#10', 'BAD_ESCAPE'],
    ['\\\ud83d\ude00', 'BAD_ESCAPE'],
    ['a\0', 'ZERO_BYTE'],
    ['\udfff', 'LONE_SURROGATE'],
  ])('refuses %j', (escaped, code) => {
    expect(codeOf(() => unescapePart(escaped))).toBe(code);
  });

  it('takes exactly one escaped form for each part, apart from short indices', () => {
    const syntax = fc.string({ unit: fc.constantFrom('\\', '/', '.', '%', '#', '_', '0', '1', 'a'), maxLength: 6 });
    fc.assert(
      fc.property(syntax, (escaped) => {
        const isRefused = codeOf(() => unescapePart(escaped)) !== 'none';
        return isRefused || longArrayPart(escaped) !== null || escapePart(unescapePart(escaped)) === escaped;
      }),
      { numRuns: 5000 },
    );
  });
});
