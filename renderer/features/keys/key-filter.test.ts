import { describe, expect, it } from 'vitest';
import { filterNames } from './key-filter.ts';

const NAMES = ['system:/sw/Gateway/port', 'user:/sw/gateway/log/level', 'user:/other'];

describe('filterNames', () => {
  it.each([
    ['', NAMES],
    ['  ', NAMES],
    ['gateway', NAMES.slice(0, 2)],
    ['GATEWAY', NAMES.slice(0, 2)],
    ['level gateway', [NAMES[1]]],
    ['user:/', NAMES.slice(1)],
    ['nope', []],
  ])('takes the names with every word of "%s"', (filter, found) => {
    expect(filterNames(NAMES, filter)).toEqual(found);
  });
});
