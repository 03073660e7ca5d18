import type { Rollout } from '#shared/clusterd/rollouts.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import type { ClusterChange } from '../registry/change-records.ts';
import type { RolloutRecord } from '../registry/rollout-record.ts';
import { rootsOf } from './reached-by.ts';

/** How many of its keys a rollout names. */
const NAMED = 20;

/** How many instances are where; those that are not counted here have it. */
export interface Counted {
  pending: number;
  rejected: number;
  superseded: number;
}

/** A rollout as it goes on. */
export interface KeptRollout extends Counted {
  record: RolloutRecord;
  readonly roots: ReadonlySet<string>;
  readonly left: Set<string>;
}

export function keptRollout(record: RolloutRecord): KeptRollout {
  const { rejected, superseded } = record;
  return { record, roots: new Set(record.roots), left: new Set(record.left), pending: 0, rejected, superseded };
}

/** The record of a change that reaches so many instances. */
export function rolloutOf(change: ClusterChange, total: number): RolloutRecord {
  const { number, clusterId, act, by, at, note, effects } = change;
  const { settings, goneSettings, tombstones } = effects;
  const keys = [...new Set([...settings, ...goneSettings, ...tombstones].map(({ key }) => key))];
  return {
    ...{ number, clusterId, act, by, at, note },
    keys: keys.slice(0, NAMED),
    keyCount: keys.length,
    roots: [...rootsOf(change)],
    total,
    replacedBy: null,
    left: [],
    endedAt: null,
    rejected: 0,
    superseded: 0,
  };
}

/** What people see of it. `unknown`: how many of the pending ones are not known to have it or not. */
export function publicRollout({ record, pending, rejected, superseded }: KeptRollout, unknown: number): Rollout {
  const { number, clusterId, act, by, at, note, keys, keyCount, total, endedAt } = record;
  const applied = total - pending - rejected - superseded;
  return {
    id: number,
    clusterId: clusterId === null ? null : ClusterId.parse(clusterId),
    ...{ act, by, at, note, keyCount, endedAt },
    keys: [...keys],
    counts: { applied, pending: pending - unknown, rejected, unknown, superseded },
  };
}
