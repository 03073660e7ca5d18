import type { Delivered, Outcome } from '#shared/clusterd/rollouts.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { errorBodyOf, isElektraError, type ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { UnknownOutcome } from '../reconcile/deliver-key.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import type { Refused } from '../reconcile/rewrite.ts';

/** What came of writing single keys of an instance again. Nobody tries that again: what could not be reached is not pending. */
export async function outcomeOf(id: string, work: Promise<Refused>): Promise<Outcome> {
  const instanceId = id as InstanceId;
  try {
    const [error] = [...(await work).values()];
    return error === undefined ? { instanceId, outcome: 'applied' } : { instanceId, outcome: 'rejected', error };
  } catch (error) {
    if (error instanceof UnknownOutcome) return { instanceId, outcome: 'unknown', reason: error.message };
    if (isCancelled(error) || !isElektraError(error)) throw error;
    return { instanceId, outcome: 'rejected', error: wordsOf(error) };
  }
}

/** What has come so far of comparing everything of an instance. */
export function comparedOutcome(id: string, delivering: Pick<Delivering, 'record' | 'summary'>): Outcome {
  const instanceId = id as InstanceId;
  const { compare, rejected } = delivering.record(id);
  if (compare !== null) {
    return { instanceId, outcome: 'pending', reason: delivering.summary(id).reason ?? 'waiting' };
  }
  const [refused] = Object.values(rejected);
  if (refused !== undefined) return { instanceId, outcome: 'rejected', error: refused.error };
  return { instanceId, outcome: 'applied' };
}

/** There is no rollout: nothing of the cluster has changed. */
export function deliveredAgain(outcomes: Outcome[]): Delivered {
  const has = (...wanted: Outcome['outcome'][]) => outcomes.some(({ outcome }) => wanted.includes(outcome));
  const state = has('rejected', 'unknown') ? 'partly' : has('pending') ? 'pending' : 'all';
  return { rollout: null, state, outcomes };
}

function wordsOf(error: ElektraError): NonNullable<Outcome['error']> {
  const { code, message, data } = errorBodyOf(error);
  return { code, message, ...(data === undefined ? {} : { data }) };
}
