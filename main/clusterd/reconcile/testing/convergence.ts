import fc from 'fast-check';
import { expect } from 'vitest';
import type { OutcomeCounts } from '#shared/clusterd/rollouts.ts';
import { aStep, Living } from './living.ts';

/** Whatever happens in up to so many steps: when all is quiet, every member has what its clusters set, and every rollout has ended. */
export function convergence(steps: number) {
  return fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: steps }), async (taken) => {
    const living = await Living.begin();
    for (const step of taken) await living.step(step);
    await living.end();
    expect(living.wrong()).toEqual([]);
    for (const { id } of living.world.reconciler.rollouts()) {
      const { counts, endedAt, outcomes } = living.world.reconciler.rollout(id);
      expect(endedAt).not.toBeNull();
      expect(counts).toEqual(countsOf(outcomes, counts.applied));
    }
  });
}

function countsOf(outcomes: readonly { readonly outcome: keyof OutcomeCounts }[], applied: number): OutcomeCounts {
  const counts = { applied, pending: 0, rejected: 0, unknown: 0, superseded: 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  return counts;
}
