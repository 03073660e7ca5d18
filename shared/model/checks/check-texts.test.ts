import { describe, expect, it } from 'vitest';
import { reasonAgainst, testTable, type CheckRow } from './testing/check-table.ts';

const blacklist = (last: string, ...values: string[]) => ({
  'check/blacklist': last,
  ...Object.fromEntries(values.map((value, index) => [`check/blacklist/#${index}`, value])),
});

const TABLE: readonly CheckRow[] = [
  {
    meta: { 'check/length/max': '4' },
    accepted: ['', 'edg', 'edgy'],
    rejected: ['edgyy'],
    source: 'length/test_length.h',
  },
  { meta: { 'check/length/max': '4' }, accepted: ['ää'], rejected: ['äää'], source: 'length/length.c: bytes' },
  { meta: { 'check/length/max': '18446744073709551615' }, accepted: ['x'], rejected: [], source: 'length/length.c' },
  { meta: { 'check/length/max': 'x' }, accepted: [], rejected: ['', 'a'], source: 'length/length.c: Couldn’t read' },
  { meta: { 'check/length/max': '-1' }, accepted: [], rejected: [''], source: 'length/length.c: Couldn’t read' },
  { meta: { 'check/length/max': '' }, accepted: ['x'], rejected: [], source: 'host: reading it is undefined in C' },
  {
    meta: { 'check/rgbcolor': '' },
    accepted: ['#0fb', '#fff', '#fff111', '#a1C2bF', '#abcd', '#aabbccdd', 'aliceblue', 'orange', 'red', 'yellowgreen'],
    rejected: ['nonexistentcolor', '1110', 'a1C2bF', '#a1C2bZ', '#00000', '', '#', 'Red', 'rebeccapurple'],
    source: 'rgbcolor/testmod_rgbcolor.c',
  },
  {
    meta: { 'check/unit': '' },
    accepted: ['1B', '10 B', '10MB', '256 MB', '5TB', '100PB', ' 1KB', '10 M B'],
    rejected: ['1Z', 'PSOB', '123YMB', 'MB10GB', 'X10B', '1B1B', '1BB', '10GB20MB', 'MB10', '10', '', '1kB', '1.5MB'],
    source: 'unit/testmod_unit.c and unit.c',
  },
  {
    meta: { 'check/path': '' },
    accepted: ['/', '/no/such/file', 'proc', 'tmpfs', 'none'],
    rejected: ['', 'etc/passwd', './x', '~'],
    source: 'path/path.c; whether it exists: host',
  },
  {
    meta: blacklist('#1', 'FIRE', 'EARTH'),
    accepted: ['ICE', ''],
    rejected: ['FIRE', 'EARTH'],
    source: 'blacklist/testmod_blacklist.c',
  },
  {
    meta: { 'check/blacklist': '#2', 'check/blacklist/#0': 'FIRE', 'check/blacklist/#2': 'WATER' },
    accepted: ['EARTH'],
    rejected: ['WATER'],
    source: 'blacklist/testmod_blacklist.c: a missing element',
  },
  {
    meta: blacklist('#0', 'COLD/WATER'),
    accepted: ['WATER'],
    rejected: ['COLD/WATER'],
    source: 'blacklist/testmod_blacklist.c',
  },
  {
    meta: blacklist('#0', ''),
    accepted: ['ICE'],
    rejected: [''],
    source: 'blacklist/testmod_blacklist.c: empty values',
  },
  { meta: blacklist('', 'x'), accepted: ['', 'x'], rejected: [], source: 'blacklist/testmod_blacklist.c: empty array' },
  {
    meta: blacklist('#0', 'a', 'b'),
    accepted: ['b'],
    rejected: ['a'],
    source: 'blacklist/blacklist.c: up to the last',
  },
  { meta: blacklist('x', 'a'), accepted: ['a'], rejected: [], source: 'host: libelektra never comes to an end' },
  { meta: { array: '#2', 'array/min': '#1', 'array/max': '#3' }, accepted: [''], rejected: [], source: 'spec/spec.c' },
  { meta: { array: '#0', 'array/min': '#1' }, accepted: [], rejected: [''], source: 'spec/spec.c' },
  { meta: { array: '', 'array/min': '#0' }, accepted: [], rejected: [''], source: 'spec/spec.c: an empty array' },
  { meta: { array: '#_10', 'array/max': '#9' }, accepted: [], rejected: [''], source: 'spec/spec.c: as numbers' },
  {
    meta: { array: 'x', 'array/max': '#9' },
    accepted: [''],
    rejected: [],
    source: 'spec/spec.c: conflicts are ignored',
  },
  {
    meta: { 'check/reference': 'single', 'check/condition': 'x', 'restrict/binary': '1' },
    accepted: ['/nowhere'],
    rejected: [],
    source: 'host: needs the other keys; design: restrict/* is for people',
  },
  {
    meta: { type: 'boolean', 'check/boolean/true': 'ja' },
    accepted: [],
    rejected: ['1', '0', 'ja', 'yes'],
    source: 'type/types.c: elektraTypeNormalizeBoolean wants both',
  },
  {
    meta: { type: 'enum', 'check/enum': '#0', 'check/enum/#0': 'a', 'check/enum/delimiter': ', ' },
    accepted: [],
    rejected: ['a'],
    source: 'type/types.c: enumValidValues wants one byte',
  },
  {
    meta: { type: 'enum', 'check/enum': '#0', 'check/enum/#0': 'a', 'check/enum/normalize': '1' },
    accepted: ['a', '0', '7'],
    rejected: ['b'],
    source: 'type/types.c: elektraTypeNormalizeEnum',
  },
  {
    meta: { 'check/range': '1-10,x' },
    accepted: ['5'],
    rejected: ['11'],
    source: 'range/range.c: one after the other',
  },
  {
    meta: { 'check/range': '5-10', type: 'double' },
    accepted: ['0x1p3', 'nan', '7.5'],
    rejected: ['inf', '-inf', '0x1p4'],
    source: 'range/range.c: strtold',
  },
  {
    meta: { 'check/range': '0-inf', type: 'float' },
    accepted: ['1e30', 'inf'],
    rejected: ['-1'],
    source: 'range/range.c',
  },
  {
    meta: { 'check/range': '1-10', type: 'long_double' },
    accepted: ['10.5'],
    rejected: ['11'],
    source: 'range/range.c: INT',
  },
];

describe('texts', () => {
  testTable(TABLE);

  it("are refused in libelektra's words", () => {
    expect(reasonAgainst('abc', { 'check/length/max': '2' })).toBe(
      "semantic: Length check of key 'user:/app/key' with value 'abc' failed. Maximum length is 2 but the given string has length 3",
    );
    expect(reasonAgainst('x', { 'check/rgbcolor': '' })).toBe(
      "syntactic: Key 'user:/app/key' with value 'x' is neither a valid hex formatted color nor a named color",
    );
    expect(reasonAgainst('x', { 'check/unit': '' })).toContain(
      "syntactic: The string 'x' is not following the format guidelines",
    );
    expect(reasonAgainst('x', { 'check/path': '' })).toBe(
      "syntactic: Given path 'x' should be absolute for key user:/app/key",
    );
    expect(reasonAgainst('b', blacklist('#1', 'a', 'b'))).toBe(
      "semantic: The key 'user:/app/key' with string: 'b' is not allowed\nBlacklisted values: 'a' 'b'",
    );
    expect(reasonAgainst('', { array: '#9', 'array/max': '#3' })).toBe(
      'semantic: user:/app/key has invalid number of members: #9. Expected:  - #3',
    );
  });
});
