import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutcomeCounts } from '#shared/clusterd/rollouts.ts';
import { aStep, Living } from './testing/living.ts';

describe('whatever happens', () => {
  it('every member has what its clusters set when all is quiet, and every rollout has ended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 30 }), async (steps) => {
        const living = await Living.begin();
        for (const step of steps) await living.step(step);
        await living.end();
        expect(living.wrong()).toEqual([]);
        for (const rollout of living.world.reconciler.rollouts()) {
          const { counts, endedAt, outcomes } = living.world.reconciler.rollout(rollout.id);
          expect(endedAt).not.toBeNull();
          expect(counts).toEqual(countsOf(outcomes, counts.applied));
        }
      }),
      { numRuns: 100 },
    );
  });
});

function countsOf(outcomes: readonly { readonly outcome: keyof OutcomeCounts }[], applied: number): OutcomeCounts {
  const counts = { applied, pending: 0, rejected: 0, unknown: 0, superseded: 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  return counts;
}
