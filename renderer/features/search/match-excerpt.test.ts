import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, type Pattern } from '#shared/model/pattern.ts';
import { matchExcerpt, nameExcerpt } from './match-excerpt.ts';
import { patternOf } from './search-pattern.ts';

function pattern(text: string): Pattern {
  const compiled = compilePattern(patternOf(text, 'plain'));
  if (!compiled.ok) throw new Error(compiled.reason);
  return compiled.pattern;
}

describe('what a row shows of a text that matched', () => {
  it('is the match with what stands around it, in one line', () => {
    expect(matchExcerpt('port 8080', pattern('8080'))).toEqual({ before: 'port ', match: '8080', after: '' });
    expect(matchExcerpt('one\n  TWO\nthree', pattern('two'))).toEqual({
      before: 'one ↵ ',
      match: 'TWO',
      after: ' ↵ three',
    });
  });

  it('is cut to what a row can show, wherever it matched', () => {
    const { before, match, after } = matchExcerpt(`${'a'.repeat(5000)}b${'c'.repeat(5000)}`, pattern('b'));
    expect(match).toBe('b');
    expect(before.startsWith('…')).toBe(true);
    expect(before.length + after.length).toBeLessThan(200);
    expect(matchExcerpt(`${'a'.repeat(1_000_000)}b`, pattern('b'))).toMatchObject({ match: '' });
  });

  it('of a name is the whole name, with the match on either side of its last part', () => {
    expect(nameExcerpt('user:/a/port', pattern('a/po'))).toEqual({
      prefix: { before: 'user:/', match: 'a/', after: '' },
      last: { before: '', match: 'po', after: 'rt' },
    });
    const name = fc
      .array(fc.constantFrom('a', 'b\\/c', '#0'), { minLength: 1 })
      .map((parts) => `user:/${parts.join('/')}`);
    const all = ({ before, match, after }: { before: string; match: string; after: string }) => before + match + after;
    fc.assert(
      fc.property(name, fc.constantFrom('a', '/', 'c/', 'user', 'nowhere'), (text, wanted) => {
        const { prefix, last } = nameExcerpt(text, pattern(wanted));
        expect(all(prefix) + all(last)).toBe(text);
        expect(prefix.match + last.match).toBe(text.includes(wanted) ? wanted : '');
      }),
    );
  });
});
