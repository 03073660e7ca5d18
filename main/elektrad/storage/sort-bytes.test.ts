import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { keySortBytes } from '#shared/model/key-order.ts';
import { keyNames, longKeyNames } from '../testing/key-names.ts';
import { nameOfSortBytes } from './sort-bytes.ts';

describe('sort bytes', () => {
  it('lead back to their name', () => {
    fc.assert(
      fc.property(fc.oneof(keyNames, longKeyNames), (name) => {
        expect(nameOfSortBytes(keySortBytes(name))).toBe(name);
      }),
    );
  });

  it.each(['user:/', 'system:/a/#0/#_10/#__100', 'user:/\\#10/\\.', 'dir:/%/\\%/a\\/b\\\\', 'spec:/_/ä/😀/.a/a.'])(
    'lead back to %s',
    (text) => {
      expect(nameOfSortBytes(keySortBytes(parseKeyName(text)))).toBe(text);
    },
  );

  it('of no namespace are refused', () => {
    expect(() => nameOfSortBytes(Uint8Array.of(99, 0, 97))).toThrow('no namespace');
  });
});
