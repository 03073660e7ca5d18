import type { Clock } from '../ports.ts';
import type { DraftedEdits } from './outlook.ts';

/** What has to be known of a plan to apply it: not what it says, only what it was made from. */
export interface KeptPlan extends DraftedEdits {
  readonly hash: string;
  /** Of the registry, see `printSteps`. */
  readonly print: string;
  /** Keyed digests of what each instance held of the touched keys, by instance; of those only that could be read. */
  readonly held: ReadonlyMap<string, string>;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

/** Plans that may be applied, for a while. They are gone after a restart. */
export interface KeptPlans {
  keep(plan: KeptPlan): void;
  /** Takes it out, so that it is applied once only; undefined: there is none of this hash for this cluster any more. */
  take(hash: string, clusterId: string): KeptPlan | undefined;
}

/** `size` is in characters. */
const LIMITS = { count: 200, size: 64 * 1024 * 1024 };

/** The oldest make room for new ones; the newest is kept whatever its size. */
export function createKeptPlans(clock: Clock, limits = LIMITS): KeptPlans {
  const kept = new Map<string, { readonly plan: KeptPlan; readonly size: number }>();
  let total = 0;

  function drop(hash: string): void {
    total -= kept.get(hash)?.size ?? 0;
    kept.delete(hash);
  }

  return {
    keep(plan) {
      drop(plan.hash);
      const size = JSON.stringify(plan.edits).length + 100 * plan.held.size;
      kept.set(plan.hash, { plan, size });
      total += size;
      for (const [hash, { plan: other }] of kept) {
        const isOver = kept.size > limits.count || total > limits.size || other.expiresAt <= clock.now();
        if (isOver && other !== plan) drop(hash);
      }
    },
    take(hash, clusterId) {
      const plan = kept.get(hash)?.plan;
      if (plan === undefined || plan.clusterId !== clusterId) return undefined;
      drop(hash);
      return plan.expiresAt > clock.now() ? plan : undefined;
    },
  };
}
