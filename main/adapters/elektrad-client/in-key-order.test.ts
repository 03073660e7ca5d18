import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { inKeyOrder } from './in-key-order.ts';

const part = fc.stringMatching(/^[a-c.#%]{1,3}$/);
const name = fc.tuple(fc.constantFrom('user', 'system'), fc.array(part, { maxLength: 3 }));
const names = fc.array(name.map(([namespace, parts]) => `${namespace}:/${parts.join('/')}`));

describe('names in key order', () => {
  it('are what a sort of all of them makes, and the same list when they are in order', async () => {
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 300 }), async (some, times) => {
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
