import { describe, expect, it } from 'vitest';
import { checkKey } from './check-key.ts';
import { accepts, NAME, reasonAgainst, testTable, type CheckRow } from './testing/check-table.ts';

const FROM = 'validation/testmod_validation.c';
const row = (
  expression: string,
  accepted: string[],
  rejected: string[],
  source: string,
  more: Readonly<Record<string, string>> = {},
): CheckRow => ({
  meta: {
    'check/validation': expression,
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [`check/validation/${name}`, value])),
  },
  accepted,
  rejected,
  source,
});

const TABLE: readonly CheckRow[] = [
  row('^(la)+$', ['la', 'lalala'], ['jump', ''], FROM),
  row('word', ['word'], ['aworda', 'word1 word2 word3'], FROM, { match: 'word' }),
  row('word2', ['word1 word2 word3', 'a\tword2\nb'], ['', 'x'], FROM, { match: 'WORD' }),
  row('line', ['line', 'a\nline\nb'], ['alinea', 'line1\nline2\nline3'], FROM, { match: 'line' }),
  row('a.c', ['abc'], ['a\nc'], 'REG_NEWLINE', { match: 'LINE' }),
  row('a[^x]c', ['abc'], ['a\nc', 'axc'], 'REG_NEWLINE', { match: 'LINE' }),
  row('word', ['xWORDx', 'word'], ['wor'], FROM, { ignorecase: '' }),
  row('word', ['word1'], ['word'], FROM, { match: 'word', invert: '' }),
  row('word', ['aworda'], ['x'], 'validation.c: ANY', { match: 'any' }),
  row('a.c', ['a\nc'], ['ac'], 'regcomp without REG_NEWLINE'),
  row('^[[:alpha:]_][[:alnum:]_]*$', ['a_1', 'Z'], ['1a', 'a b', ''], 'regcomp: classes'),
  row(String.raw`^[]\]+$`, [']', '\\', '\\]'], ['', '['], 'regcomp: a backslash in brackets'),
  row('^[^]a-c-]$', ['d', '\n'], [']', 'a', 'b', '-'], 'regcomp: brackets'),
  row(String.raw`^a\.b{2,3}$`, ['a.bb', 'a.bbb'], ['a.b', 'axbb'], 'regcomp'),
  row('^a{,2}$', ['', 'a', 'aa'], ['aaa'], 'regcomp: glibc'),
  row('^a|b$', ['ax', 'xb'], ['xa', 'bx'], 'regcomp'),
  row('a|b', ['a', 'xb'], ['xa'], 'validation.c: ^a|b$', { match: 'LINE' }),
  row('', ['', 'x'], [], 'regcomp'),
  row('^.$', ['ä', 'a'], ['', 'ab', 'äbc'], 'host: characters or bytes'),
  row('^..$', ['ä', 'ab', 'äb'], ['abc'], 'host: characters or bytes'),
  row('^[[:alpha:]]+$', ['Gerät', 'abc'], ['a1', 'ä ö'], 'host: its language'),
  row('^[0-9]+$', ['12'], ['ä', '१'], 'regcomp'),
  row(String.raw`^(a)\1$`, ['aa', 'ab'], [], 'host: back references'),
  row(String.raw`^\d$`, ['5', 'd', 'x'], [], 'host: undefined by POSIX'),
  row('^a+?$', ['', 'a', 'b'], [], 'host: no lazy ones in POSIX'),
  row('a**', ['b'], [], 'host'),
  row('*a', ['b'], [], 'host: refused by glibc'),
  row('a{2000}', ['b'], [], 'host: more than RE2 repeats'),
  row('[[.hyphen.]]', ['b'], [], 'host: collating elements'),
  row('[[:foo:]]', ['b'], [], 'host: no class'),
  row('[b-a]', ['b'], [], 'host: no range'),
  row('(', ['b'], [], 'host: broken'),
  row('[', ['b'], [], 'host: broken'),
  row('a\\', ['b'], [], 'host: broken'),
  row('a', ['b'], [], 'host: kinds of expressions', { type: 'BRE' }),
  row('a', ['a'], ['b'], 'validation.c', { type: 'ere' }),
];

describe('check/validation', () => {
  testTable(TABLE);

  it("says it in libelektra's words", () => {
    expect(reasonAgainst('b', { 'check/validation': 'a' })).toBe(
      "syntactic: The key 'user:/app/key' with value 'b' does not confirm to 'a'. Reason: No match",
    );
    expect(
      reasonAgainst('b', {
        'check/validation': 'a',
        'check/validation/match': 'LINE',
        'check/validation/message': 'Write a.',
      }),
    ).toBe("syntactic: The key 'user:/app/key' with value 'b' does not confirm to '^a$'. Reason: Write a.");
  });

  it('refuses nothing while there is nothing to compile expressions with', () => {
    expect(checkKey({ name: NAME, value: 'b', meta: { 'check/validation': '^a$' } }).ok).toBe(true);
  });

  it('takes linear time where backtracking takes for ever', () => {
    const long = 'a'.repeat(100_000);
    expect(accepts(`${long}b`, { 'check/validation': '^(a+)+$' })).toBe(false);
    expect(accepts(`${long}ä`, { 'check/validation': '^(a|aa)+$' })).toBe(false);
    expect(accepts(long, { 'check/validation': '('.repeat(100_000) })).toBe(true);
  });

  it('leaves to the host what would take long even so: a long value times a long expression', () => {
    const hard = { 'check/validation': '([ab].{200}|[bc].{150})+[ab].{100}[0-9]' };
    expect(accepts('abcd'.repeat(1_000), hard)).toBe(false);
    expect(accepts('abcd'.repeat(250_000), hard)).toBe(true);
  });
});
