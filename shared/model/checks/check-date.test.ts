import { describe, expect, it } from 'vitest';
import { reasonAgainst, testTable, type CheckRow } from './testing/check-table.ts';

const FROM = 'date/testmod_date.c';
const posix = (format: string, accepted: string[], rejected: string[], source = FROM): CheckRow => ({
  meta: { 'check/date': 'POSIX', 'check/date/format': format },
  accepted,
  rejected,
  source,
});
const iso = (format: string, accepted: string[], rejected: string[], source = FROM): CheckRow => ({
  meta: { 'check/date': 'ISO8601', 'check/date/format': format },
  accepted,
  rejected,
  source,
});

const TABLE: readonly CheckRow[] = [
  posix('%H:%M:%S', ['20:15:00', ' 20:15:00', '1:2:3'], ['', '24:00:00', '20:15', '20:15:00 '], 'strptime'),
  posix('%I:%M:%S', ['08:15:00'], ['20:15:00']),
  posix('%a %d %b %Y %r %Z', ['Sat 17 Dec 2016 08:07:43 PM CET'], ['Sat 32 Dec 2016 08:07:43 PM CET']),
  posix('%d. %B %Y', ['3. March 2020', '3. März 2020'], ['3. 4 2020'], 'host: names in its language'),
  posix('%Q', ['x'], [], 'host: no directive of glibc'),
  posix('%Y%m%d', ['20200229', '20200231'], ['20201301', '2020010'], 'strptime: the days of a month are not counted'),
  posix('%y%%', ['99%'], ['99'], 'strptime'),
  { meta: { 'check/date': 'POSIX' }, accepted: ['x'], rejected: [], source: 'host: no words for it' },
  iso(
    'datetime complete',
    ['2016-12-12T23:59:01Z', '2016-12-12T23:59:01', '20161212T235901'],
    ['2016-12-12 23:59:01Z'],
  ),
  iso('datetime complete noT', ['2016-12-12 23:59:01Z'], ['x']),
  iso('datetime truncated', ['-12-12T23:59:01Z'], ['2016-12-12T23:59:01Z']),
  iso('utc extended', ['22:30+04', '22:30-04', '22:30'], ['25:30Z', '2230Z']),
  iso('weekdate', ['2016-W23'], ['2016-23']),
  iso('calendardate', ['2022-11-23'], ['2022-327x']),
  iso('ordinaldate', ['2022-327'], ['2022-367']),
  iso('date', ['2022-11-23', '2022-327', '2022-W47'], ['2022-W']),
  iso('timeofday extended', ['22:30'], ['2230']),
  iso('timeofday basic', ['2230'], ['22:30']),
  iso('time', ['2230'], ['2530']),
  iso('bogus', [], ['2022-11-23']),
  {
    meta: { 'check/date': 'ISO8601' },
    accepted: ['2022-11-23T10:00'],
    rejected: [],
    source: 'host: README against source',
  },
  {
    meta: { 'check/date': 'RFC2822' },
    accepted: ['Sat, 01 Mar 2016 23:59:01 +0400', '01 Mar 2016 23:59:01 -0400', '01 Mar 2016 23:59 +0400'],
    rejected: ['Sat, Mar 01 2016 23:59:01 +0400', '01 Mar 2016 01:00:59', ''],
    source: FROM,
  },
  {
    meta: { 'check/date': 'RFC822', 'check/date/format': '' },
    accepted: ['Sat, 01 Mar 16 23:59:01 +0400', '01 Mar 16 23:59:01 -0400', '01 Mar 16 23:59 +0400'],
    rejected: [
      'Sat, 01 Mar 2016 23:59:01 +0400',
      '01 Mar 2016 23:59:01 -0400',
      'Sat, Mar 01 16 23:59:01 +0400',
      '01 Mar 16 01:00',
      'Sat, 01 Mar 16 01:00',
    ],
    source: FROM,
  },
  { meta: { 'check/date': 'other' }, accepted: ['x'], rejected: [], source: 'host: no words for it' },
];

describe('check/date', () => {
  testTable(TABLE);

  it("says it in libelektra's words", () => {
    expect(reasonAgainst('1', { 'check/date': 'RFC2822' })).toBe(
      "syntactic: Date '1' doesn't match rfc2822 specification",
    );
    expect(reasonAgainst('x', { 'check/date': 'POSIX', 'check/date/format': '%Y' })).toBe(
      "syntactic: Date 'x' doesn't match format string %Y",
    );
    expect(reasonAgainst('x', { 'check/date': 'ISO8601', 'check/date/format': 'bogus' })).toBe(
      "syntactic: Syntax error in ISO8601 format string 'bogus'",
    );
  });
});
