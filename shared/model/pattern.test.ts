import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

function isFound(source: string, text: string): boolean {
  const compiled = compilePattern(source);
  if (!compiled.ok) throw new Error(compiled.reason);
  return compiled.pattern.test(text);
}

describe('compilePattern', () => {
  it.each([
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['B', 'abc', false],
    ['(?i)B', 'abc', true],
    ['', 'abc', true],
    ['sw/.*/port$', 'user:/sw/app/port', true],
    [String.raw`\.`, 'user:/sw', false],
    ['[[:digit:]]+', 'port 80', true],
    ['ä', 'Gerät', true],
  ])('%j in %j: %s', (source, text, expected) => {
    expect(isFound(source, text)).toBe(expected);
  });

  it.each([
    ['(', 'missing closing ): `(`'],
    [String.raw`(a)\1`, String.raw`invalid escape sequence: ${'`'}\1${'`'}`],
    ['a(?=b)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?<=a)b', 'invalid named capture: `(?<=a)b`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['((a{1000}){1000}){1000}', 'invalid repeat count: `{1000}`'],
    [`${'('.repeat(100_000)}${')'.repeat(100_000)}`, 'expression nests too deeply'],
  ])('says what is wrong with an expression (%#)', (source, reason) => {
    expect(compilePattern(source)).toEqual({ ok: false, reason: expect.stringContaining(reason) as string });
  });

  it('says where it matches first', () => {
    const compiled = compilePattern('(?i)b+');
    const found = ['abBc', 'xyz', '😀b'].map((text) => compiled.ok && compiled.pattern.find(text));
    expect(found).toEqual([{ start: 1, end: 3 }, null, { start: 2, end: 3 }]);
  });

  it('finds what stands there literally, wherever it is', () => {
    const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), fc.string(), (before, text, after) =>
        isFound(literal(text), before + text + after),
      ),
    );
  });

  it('never throws, whatever the source and the text are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (source, text) => {
        const compiled = compilePattern(source);
        if (compiled.ok) compiled.pattern.test(text);
      }),
    );
  });

  it('takes linear time where backtracking takes for ever', () => {
    expect(isFound('^(a+)+$', `${'a'.repeat(100_000)}b`)).toBe(false);
    expect(isFound('(x+x+)+y', 'x'.repeat(100_000))).toBe(false);
  });
});
