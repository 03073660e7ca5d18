import type { Delivered, Outcome } from '#shared/clusterd/rollouts.ts';
import { errorBodyOf, isElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Registry } from '../registry/registry.ts';
import type { Blocked } from './blocked.ts';
import type { DeliveryBook } from './delivery-book.ts';
import type { KeptRollout } from './kept-rollout.ts';
import type { Rollouts } from './rollouts.ts';

interface Parts {
  readonly registry: Pick<Registry, 'instances'>;
  readonly rollouts: Rollouts;
  readonly book: Pick<DeliveryBook, 'record'>;
  readonly blocked: (id: string) => Blocked | null;
  /** The number of the change of which it is not known whether the instance has it; null: there is none. */
  readonly uncertain: (id: string) => number | null;
}

/** What became of a rollout at each instance, in words. */
export interface Outcomes {
  of(id: string, rollout: KeptRollout): Outcome;
  /** Of all instances that do not have it. */
  notApplied(rollout: KeptRollout): readonly Outcome[];
}

export function createOutcomes({ registry, rollouts, book, blocked, uncertain }: Parts): Outcomes {
  function of(id: string, rollout: KeptRollout): Outcome {
    const { number } = rollout.record;
    const instanceId = id as InstanceId;
    const delivery = book.record(id);
    const stage = rollouts.stage(id, rollout, delivery);
    if (stage === null) return { instanceId, outcome: 'superseded', reason: 'left' };
    if (stage === 'rejected') {
      const refused = Object.values(delivery.rejected).find((each) => each.number === number);
      return { instanceId, outcome: stage, ...(refused === undefined ? {} : { error: refused.error }) };
    }
    if (stage !== 'pending') return { instanceId, outcome: stage };
    const { reason, error } = blocked(id) ?? { reason: 'waiting' };
    const outcome = uncertain(id) === number ? 'unknown' : 'pending';
    return { instanceId, outcome, reason, ...(error === undefined ? {} : { error: wordsOf(error) }) };
  }

  return {
    of,
    notApplied(rollout) {
      const open: Outcome[] = [];
      for (const id of registry.instances.all.keys()) {
        const stage = rollouts.stage(id, rollout, book.record(id));
        if (stage !== null && stage !== 'applied') open.push(of(id, rollout));
      }
      return [...open, ...[...rollout.left].map((id) => of(id, rollout))];
    },
  };
}

export function deliveredOf({ record }: KeptRollout, outcomes: readonly Outcome[]): Delivered {
  return { rollout: record.number, state: stateOf(outcomes), outcomes: [...outcomes] };
}

function stateOf(outcomes: readonly Outcome[]): Delivered['state'] {
  if (outcomes.some(hasFailed)) return 'partly';
  return outcomes.some(({ outcome }) => outcome === 'pending') ? 'pending' : 'all';
}

/** One that is away has not failed: it gets what it missed. */
function hasFailed({ outcome, error }: Outcome): boolean {
  if (outcome === 'rejected' || outcome === 'unknown') return true;
  return error !== undefined && error.code !== 'INSTANCE_UNREACHABLE';
}

function wordsOf(error: Parameters<typeof errorBodyOf>[0]): NonNullable<Outcome['error']> {
  const { code, message, data } = errorBodyOf(error);
  return { code, message, ...(data === undefined || isElektraError(error, 'INTERNAL') ? {} : { data }) };
}
