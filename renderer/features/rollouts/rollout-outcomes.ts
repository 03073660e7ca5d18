import { OUTCOMES, type OutcomeCounts } from '#shared/clusterd/rollouts.ts';
import type { ProgressSegment } from '../../components/progress-segment.ts';

const TONES = {
  applied: 'good',
  pending: 'wait',
  rejected: 'bad',
  unknown: 'none',
  superseded: 'accent',
} as const;

/** The outcomes as the parts of a bar. */
export function outcomeSegments(counts: OutcomeCounts): readonly ProgressSegment[] {
  return OUTCOMES.map((outcome) => ({ tone: TONES[outcome], value: counts[outcome] }));
}

export function totalOf(counts: OutcomeCounts): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
}

/** How many a person could try again. */
export function failedOf({ rejected, unknown }: OutcomeCounts): number {
  return rejected + unknown;
}
