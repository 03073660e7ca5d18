import type { Plan, PlanGroup } from '#shared/clusterd/plans.ts';
import type { ProgressSegment } from '../../components/progress-segment.ts';
import { countKinds } from './change-lines.ts';

/** How many instances a plan reaches in which way. Of those to which nothing is written some are only locked or unlocked. */
export interface Reach {
  readonly written: number;
  readonly lockedOnly: number;
  readonly unchanged: number;
  readonly offline: number;
  readonly paused: number;
  readonly readOnly: number;
  readonly total: number;
}

export function reachOf(plan: Plan): Reach {
  const sum = (wanted: (group: PlanGroup) => boolean) =>
    plan.groups.filter(wanted).reduce((count, { instances }) => count + instances.length, 0);
  const writes = ({ changes }: PlanGroup) => {
    const { write, remove } = countKinds(changes);
    return write + remove > 0;
  };
  const waiting = new Set([...plan.offline, ...plan.paused, ...plan.readOnly]);
  const all = new Set([...plan.groups.flatMap(({ instances }) => instances), ...waiting]);
  return {
    written: sum(writes),
    lockedOnly: sum((group) => !writes(group) && group.changes.length > 0),
    unchanged: sum(({ changes }) => changes.length === 0),
    offline: plan.offline.length,
    paused: plan.paused.length,
    readOnly: plan.readOnly.length,
    total: all.size,
  };
}

export const REACH = ['written', 'lockedOnly', 'unchanged', 'offline', 'paused', 'readOnly'] as const;

/** How each kind of reach is drawn. */
export const REACH_TONES: Readonly<Record<(typeof REACH)[number], ProgressSegment['tone']>> = {
  written: 'accent',
  lockedOnly: 'good',
  unchanged: 'none',
  offline: 'none',
  paused: 'wait',
  readOnly: 'bad',
};
