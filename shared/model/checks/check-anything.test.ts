import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../pattern.ts';
import { checkKey } from './check-key.ts';
import { NAME } from './testing/check-table.ts';
import { VALUE_TYPES } from './value-type.ts';

const METAKEYS =
  `type check/type check/range check/enum check/enum/#0 check/enum/delimiter check/enum/normalize check/boolean/true
  check/validation check/validation/match check/validation/invert check/validation/ignorecase check/length/max check/ipaddr
  check/port check/macaddr check/email check/rgbcolor check/unit check/date check/date/format check/path check/blacklist
  check/blacklist/#0 array array/min array/max`.split(/\s+/);
const WORDS = [
  ...VALUE_TYPES,
  'ipv4',
  'ipv6',
  'POSIX',
  'ISO8601',
  'datetime',
  '%c %z',
  '#0',
  '1-5',
  '',
  '^(a+)+$',
  'LINE',
  '1',
];

describe('checkKey with anything at all', () => {
  it('never throws, and says the same again', () => {
    const text = fc.oneof(
      fc.constantFrom(...WORDS),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme-ascii' }),
    );
    const metadata = fc.dictionary(fc.constantFrom(...METAKEYS, '__proto__', 'constructor'), text);
    fc.assert(
      fc.property(text, metadata, (value, meta) => {
        const checked = checkKey({ name: NAME, value, meta }, compilePattern);
        expect(checkKey({ name: NAME, value, meta }, compilePattern)).toEqual(checked);
        if (checked.ok) expect(checkKey({ name: NAME, value: checked.value, meta }, compilePattern).ok).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  /** Quadratic time would be minutes here. */
  it.each(['1', 'a', 'a.', '0', ' ', ':', '0:', '-', 'ä', '1.', '\n', '%'])(
    'takes no time over %j many times',
    (unit) => {
      for (const value of [unit.repeat(100_000), `${unit.repeat(100_000)}\u0001`, `@${unit.repeat(100_000)}`]) {
        const one = [...VALUE_TYPES].map((type) => ({ type, 'check/range': '1-5' }));
        const checks = METAKEYS.map((metakey) => ({ [metakey]: '#0', 'check/date/format': '%c' }));
        for (const meta of [...one, ...checks, { 'check/validation': '^((a|1)+[0-9]*)+$' }])
          expect(checkKey({ name: NAME, value, meta }, compilePattern)).toHaveProperty('ok');
      }
    },
  );
});
