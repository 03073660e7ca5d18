import type { Plan } from '#shared/clusterd/plans.ts';
import type { Delivered } from '#shared/clusterd/rollouts.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import { createPace, inSteps, type Pace } from '../pace.ts';
import { commitEdits, type EditsToCommit } from '../settings/commit-edits.ts';
import { heldPrint, seenBy } from './held.ts';
import { createKeptPlans, type KeptPlan } from './kept-plans.ts';
import { makePlan, type Progress } from './make-plan.ts';
import { printNow, printSteps, type DraftedEdits, type Outlook } from './outlook.ts';
import type { PlanParts } from './parts.ts';
import { createMemberReader } from './read-members.ts';
import { requestsOf } from './requests.ts';
import { steadyOutlook } from './steady-outlook.ts';

/** Who applies a plan, and how long they wait. */
export type Application = Pick<EditsToCommit, 'act' | 'by' | 'note' | 'wait'> & {
  /** May refuse the edits to who asks. */
  readonly authorise: (edits: DraftedEdits['edits']) => void;
};

/** Dry runs of edits of clusters, and doing what they say. */
export interface Plans {
  /** @throws ElektraError what the edits cannot be done for, conflicts excepted; TOO_LARGE; CancelledError */
  make(draft: DraftedEdits, progress: Progress, signal: AbortSignal): Promise<Plan>;
  /**
   * Reads again what the plan read, and does the edits if that, and all in the registry that they touch, is as it was. Instances that one of the two
   * could not read do not count. A plan is applied once.
   * @throws ElektraError PLAN_OUTDATED, SETTING_CONFLICT, those of `authorise`; CancelledError
   */
  apply(clusterId: string, hash: string, application: Application, signal: AbortSignal): Promise<Delivered>;
}

export function createPlans(parts: PlanParts): Plans {
  const { registry, fleet, ports } = parts;
  const { clock, digest } = ports;
  const keptPlans = createKeptPlans(clock);
  const reader = createMemberReader(fleet, clock);

  /** Null: the edits can no longer be done at all. */
  async function outlookNow(plan: KeptPlan, pace: Pace): Promise<Outlook | null> {
    try {
      return await steadyOutlook(registry, plan, pace);
    } catch (error) {
      if (isElektraError(error)) return null;
      throw error;
    }
  }

  /** Everything but the last look inside the registry's turn. */
  async function requireUnchanged(plan: KeptPlan, signal: AbortSignal): Promise<void> {
    const pace = createPace(clock, signal);
    const outlook = await outlookNow(plan, pace);
    if (outlook === null) throw outdated(plan.hash);
    if ((await inSteps(printSteps(outlook, digest), pace)) !== plan.print) throw outdated(plan.hash);
    if (pace.isDue()) await pace.rest();
    const requests = requestsOf(outlook).filter((each) => plan.held.has(each.instanceId));
    await reader.all(
      requests,
      async (request, reading) => {
        if (!reading.ok) return;
        const seen = await seenBy(request, reading, createPace(clock, signal));
        if (heldPrint(seen, digest) !== plan.held.get(request.instanceId)) throw outdated(plan.hash);
      },
      signal,
    );
  }

  return {
    async make(draft, progress, signal) {
      const { plan, kept } = await makePlan(parts, draft, progress, signal);
      keptPlans.keep(kept);
      return plan;
    },

    async apply(clusterId, hash, { authorise, ...how }, signal) {
      const plan = keptPlans.take(hash, clusterId);
      if (plan === undefined) throw outdated(hash);
      try {
        authorise(plan.edits);
        await requireUnchanged(plan, signal);
        const { edits, force, print } = plan;
        const check: EditsToCommit['check'] = function* (view) {
          if ((yield* printNow(view, plan, digest)) !== print) throw outdated(hash);
        };
        return await commitEdits(parts, { ...how, clusterId, edits, force, check }, signal);
      } catch (error) {
        // Whatever else has stopped it, it can be tried again; if it was done after all, the look at the registry will tell.
        if (!isElektraError(error, 'PLAN_OUTDATED')) keptPlans.keep(plan);
        throw error;
      }
    },
  };
}

function outdated(hash: string): ElektraError {
  return new ElektraError('PLAN_OUTDATED', undefined, { data: { hash } });
}
