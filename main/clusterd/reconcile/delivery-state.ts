import type { DeliveryRecord } from '../registry/cluster-records.ts';
import { normalFormOf } from './key-due.ts';
import type { Progress } from './progress.ts';
import type { Standing } from './standing.ts';

type Delivered = Pick<Progress, 'isCompare' | 'asked' | 'results'> & { readonly standing: Pick<Standing, 'upTo'> };

interface Ending {
  /** Nothing that was due is left. */
  readonly isComplete: boolean;
  /** Someone has asked for a compare since it began. */
  readonly isComparedAgain: boolean;
  /** Whether what was refused of this key is still what the clusters set. */
  readonly isCurrent: (key: string, number: number) => boolean;
  /** Whether a cluster sets this key. */
  readonly isSet: (key: string) => boolean;
}

/** The state of an instance after a delivery. One that was broken off confirms nothing, but what was refused need not be sent again. */
export function stateAfter(
  before: DeliveryRecord,
  { standing, isCompare, asked, results }: Delivered,
  { isComplete, isComparedAgain, isCurrent, isSet }: Ending,
): DeliveryRecord {
  const rejected = new Map(Object.entries(before.rejected));
  const readBack = new Map(isCompare && isComplete ? [] : Object.entries(before.readBack));
  for (const [key, result] of results) {
    if (result.outcome === 'rejected') {
      const former = rejected.get(key);
      const after = former === undefined ? before.confirmed : (former.after ?? former.number - 1);
      rejected.set(key, { number: result.due.number, after, error: result.error });
      continue;
    }
    rejected.delete(key);
    const form = normalFormOf(result.due, result.now);
    if (form === null) readBack.delete(key);
    else readBack.set(key, { value: form.value, meta: { ...form.meta } });
  }
  return {
    ...before,
    confirmed: isComplete ? Math.max(before.confirmed, standing.upTo) : before.confirmed,
    compare: isComplete && !isComparedAgain && before.compare === asked ? null : before.compare,
    readBack: Object.fromEntries([...readBack].filter(([key]) => isSet(key))),
    rejected: Object.fromEntries([...rejected].filter(([key, { number }]) => isCurrent(key, number))),
  };
}
