import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlaces } from './places.ts';

describe('createPlaces', () => {
  it('runs so many for each id at once, and all in the end, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.boolean()), { maxLength: 20 }),
        async (scheduler, works) => {
          const inPlace = createPlaces(2);
          const running = { a: 0, b: 0 };
          const begun: number[] = [];
          const outcomes = works.map(([id, fails], at) =>
            inPlace(id, async () => {
              begun.push(at);
              running[id] += 1;
              expect(running[id]).toBeLessThanOrEqual(2);
              await scheduler.schedule(Promise.resolve());
              running[id] -= 1;
              if (fails) throw new Error('failed');
            }),
          );
          const settled = Promise.allSettled(outcomes);
          await scheduler.waitFor(settled);
          expect((await settled).map(({ status }) => status === 'rejected')).toEqual(works.map(([, fails]) => fails));
          for (const id of ['a', 'b']) {
            const order = begun.filter((at) => works[at]?.[0] === id);
            expect(order).toEqual([...order].sort((x, y) => x - y));
          }
        },
      ),
    );
  });
});
