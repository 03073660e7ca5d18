import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkKey } from './check-key.ts';
import { integerLimits } from './integer.ts';

const NAME = 'user:/app/key';
const accepts = (value: string, meta: Record<string, string>) => checkKey({ name: NAME, value, meta }).ok;

/** Where a row comes from: `type.c`, `range.c`: libelektra's plugins; `run`: the recorded runs of the real command; `design`: METADATA.md. */
const TABLE: readonly [
  meta: Record<string, string>,
  accepted: readonly string[],
  rejected: readonly string[],
  source: string,
][] = [
  [{ type: 'any' }, ['', 'x', '1'], [], 'type.c'],
  [{ type: 'string' }, ['', 'two\nlines'], [], 'type.c'],
  [{ type: 'wstring' }, ['a', 'ä'], [''], 'types.c: not empty'],
  [{ type: 'char' }, ['a', ' '], ['', 'ab', 'ä'], 'type.c: one byte'],
  [{ type: 'octet' }, ['a'], ['', 'ab'], 'type.c: as char'],
  [{ type: 'wchar' }, ['a', 'ä', '😀'], ['', 'ab'], 'type.c: one character'],
  [
    { type: 'short' },
    ['0', '-32768', '32767'],
    ['', '32768', '-32769', '1.0', '+5', ' 5', '5 ', '05', '-0', 'x', '0x5'],
    'types.c: as it writes numbers itself',
  ],
  [{ type: 'unsigned_short' }, ['0', '65535'], ['-1', '65536', ''], 'type.c'],
  [{ type: 'long' }, ['2147483647', '-2147483648'], ['2147483648'], 'type.c'],
  [{ type: 'unsigned_long' }, ['4294967295'], ['4294967296', '-1'], 'type.c'],
  [
    { type: 'long_long' },
    ['9223372036854775807', '-9223372036854775808'],
    ['9223372036854775808'],
    'design: 64-bit exact',
  ],
  [{ type: 'unsigned_long_long' }, ['18446744073709551615'], ['18446744073709551616', '-1'], 'design: 64-bit exact'],
  [
    { type: 'float' },
    ['0', '-1.5', '.5', '5.', '1e3', 'inf', 'NaN', '0x1p3'],
    ['', 'x', '1,5', '1e39', '1.5f'],
    'type.c, strtof',
  ],
  [{ type: 'double' }, ['1e39', '1.7976931348623157e308'], ['1e309'], 'type.c, strtod'],
  [{ type: 'long_double' }, ['1e309'], ['one'], 'type.c, strtold'],
  [{ type: 'boolean' }, ['1', '0', 'yes', 'No', 'TRUE', 'off', 'enabled', 'disable'], ['', '2', 'maybe'], 'type.c'],
  [
    { type: 'boolean', 'check/boolean/true': 'ja', 'check/boolean/false': 'nein' },
    ['ja', 'Nein', '1', '0'],
    ['yes', 'no'],
    'type.c: the own pair replaces the usual ones',
  ],
  [
    { type: 'enum', 'check/enum': '#2', 'check/enum/#0': 'a', 'check/enum/#1': 'b', 'check/enum/#2': 'c' },
    ['a', 'c'],
    ['', 'd', 'a b'],
    'type.c',
  ],
  [
    { type: 'enum', 'check/enum': '#1', 'check/enum/#0': 'a', 'check/enum/#1': 'b', 'check/enum/delimiter': ' ' },
    ['a', 'a b'],
    ['a c', 'a,b'],
    'type.c',
  ],
  [{ 'check/enum': '#0', 'check/enum/#0': 'a' }, ['anything'], [], 'type.c: without the type nothing is checked'],
  [{ type: 'nonsense' }, [], ['', 'x'], 'type.c: unknown types are refused'],
  [{ type: 'nonsense', 'check/type': 'short' }, ['5'], ['x'], 'type.c: check/type comes first'],
  [
    { 'check/range': '1-10' },
    ['1', '10', '5', ' 7', '7x'],
    ['0', '11', '99', '', 'x'],
    'range.c: strtoull reads the start',
  ],
  [{ 'check/range': '-1-4,6-10' }, ['-1', '4', '6', '10'], ['-2', '5', '11'], 'design'],
  [{ 'check/range': '1,2,4,8' }, ['1', '8'], ['3', '0'], 'design: single values'],
  [{ 'check/range': '-10--5' }, ['-10', '-5'], ['-4', '-11', '5'], 'design: minus signs'],
  [{ 'check/range': '10-1' }, ['5'], ['11'], 'range.c: the sides are put in order'],
  [{ 'check/range': '0.5-1.5', type: 'float' }, ['0.5', '1.5', '1e0'], ['0.4', '1.6'], 'design: floats'],
  [{ 'check/range': '0.5-1.5' }, ['0.5', '1.0', '1'], ['0.4', '2'], 'design: floats, here without a type'],
  [{ 'check/range': 'a-f', type: 'char' }, ['a', 'f'], ['g', 'A'], 'range.c: CHAR'],
  [{ 'check/range': '0-ff', 'check/type': 'hex' }, [], ['zz'], 'type.c: hex is no type'],
  [
    { 'check/range': '9223372036854775806-9223372036854775807', type: 'long_long' },
    ['9223372036854775806'],
    ['9223372036854775805'],
    'design: compared as integers',
  ],
  [{ 'check/range': 'x' }, [], ['1'], 'range.c: Invalid syntax'],
  [{ 'check/range': '1-2-3' }, [], ['1'], 'range.c: Invalid syntax'],
];

describe('checkKey', () => {
  it.each(TABLE)('%j accepts %j and rejects %j (%s)', (meta, accepted, rejected) => {
    expect(accepted.filter((value) => !accepts(value, meta))).toEqual([]);
    expect(rejected.filter((value) => accepts(value, meta))).toEqual([]);
  });

  it("says it in Elektra's words", () => {
    const reason = (value: string, meta: Record<string, string>) => {
      const checked = checkKey({ name: NAME, value, meta });
      return checked.ok ? null : `${checked.rejection.kind}: ${checked.rejection.reason}`;
    };
    expect(reason('99', { 'check/range': '1-10' })).toBe(
      "semantic: Value '99' of key 'user:/app/key' not within range 1-10",
    );
    expect(reason('1', { 'check/range': 'x' })).toBe('syntactic: Invalid syntax: x');
    expect(reason('x', { type: 'short' })).toBe(
      "semantic: The type 'short' failed to match for 'user:/app/key' with string 'x'",
    );
    expect(reason('c', { type: 'enum', 'check/enum': '#1', 'check/enum/#0': 'a', 'check/enum/#1': 'b' })).toBe(
      "semantic: The type 'enum' failed to match for 'user:/app/key' with string: 'c'\nAllowed values: 'a' 'b'",
    );
    expect(reason('x', { type: 'enum' })).toContain('No values are allowed');
    expect(reason('x', { type: 'boolean' })).toBe(
      "semantic: The value 'x' of key 'user:/app/key' could not be converted into a boolean",
    );
  });

  it('stores booleans as 1 and 0, once and for all', () => {
    const stored = (value: string) => checkKey({ name: NAME, value, meta: { type: 'boolean' } });
    expect(stored('Yes')).toEqual({ ok: true, value: '1' });
    expect(stored('disabled')).toEqual({ ok: true, value: '0' });
  });

  it('holds every integer type to its limits, exactly', () => {
    const type = fc.constantFrom('short', 'long', 'long_long', 'unsigned_short', 'unsigned_long', 'unsigned_long_long');
    fc.assert(
      fc.property(type, fc.bigInt(-(2n ** 65n), 2n ** 65n), (each, number) => {
        const limits = integerLimits(each);
        const inside = limits !== null && number >= limits.min && number <= limits.max;
        expect(accepts(`${number}`, { type: each })).toBe(inside);
      }),
    );
  });

  it('holds whole numbers of any size to their range', () => {
    const big = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
    fc.assert(
      fc.property(big, big, big, (a, b, number) => {
        const [min, max] = a <= b ? [a, b] : [b, a];
        expect(accepts(`${number}`, { 'check/range': `${a}-${b}` })).toBe(number >= min && number <= max);
      }),
    );
  });

  it('takes no time over endless digits', () => {
    const digits = '9'.repeat(1_000_000);
    for (const value of [digits, `-${digits}`]) {
      expect(accepts(value, { type: 'long_long' })).toBe(false);
      expect(accepts(value, { 'check/range': '1-10' })).toBe(false);
    }
    expect(accepts('1', { 'check/range': `1-${digits}` })).toBe(false);
  });

  it('has nothing against keys without checks', () => {
    fc.assert(fc.property(fc.string(), (value) => accepts(value, { description: 'x', 'x-owner': 'y' })));
  });
});
