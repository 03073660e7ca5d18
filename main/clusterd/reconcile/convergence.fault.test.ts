import fc from 'fast-check';
import { expect, it } from 'vitest';
import { convergence } from './testing/convergence.ts';

const RUNS = 1_500;

it('every member converges, through thousands of failures, absences, moves and kills', async () => {
  const found = await fc.check(convergence(60), { numRuns: RUNS });
  expect(found.failed, fc.defaultReportMessage(found)).toBe(false);
});
