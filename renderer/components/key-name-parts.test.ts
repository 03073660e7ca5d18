import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { splitKeyName } from './key-name-parts.ts';

describe('splitKeyName', () => {
  it('loses and adds nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '/', '\\', '#', ':', 'é') }), (name) => {
        const { prefix, last } = splitKeyName(name);
        expect(prefix.join('') + last).toBe(name);
      }),
    );
  });

  it.each([
    ['system:/sw/app/limit', ['system:/', 'sw/', 'app/'], 'limit'],
    ['system:/', [], 'system:/'],
    ['limit', [], 'limit'],
    ['user:/a\\/b/c', ['user:/', 'a\\/b/'], 'c'],
    ['user:/a\\\\/b', ['user:/', 'a\\\\/'], 'b'],
  ])('splits %s', (name, prefix, last) => {
    expect(splitKeyName(name)).toEqual({ prefix, last });
  });
});
