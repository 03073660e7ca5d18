import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { keyName } from '#shared/testing/key-name-arbitraries.ts';
import { inKeyOrder } from './in-key-order.ts';

describe('names in key order', () => {
  it('are what a sort of all of them makes, and the same list when they are in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(keyName()), fc.integer({ min: 1, max: 300 }), async (some, times) => {
        // Longer than what is sorted in one piece.
        const many = Array.from({ length: times }, () => some).flat();
        const sorted = [...many].sort(compareKeyNames);
        expect(await inKeyOrder(many)).toEqual(sorted);
        expect(await inKeyOrder(sorted)).toBe(sorted);
      }),
      { numRuns: 100 },
    );
  });
});
