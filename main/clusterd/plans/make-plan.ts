import type { Plan } from '#shared/clusterd/plans.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { isForeign } from '../identity/refuse.ts';
import type { KeptPlan } from './kept-plans.ts';
import { createGroups } from './groups.ts';
import { heldPrint, seenBy, type Seen } from './held.ts';
import { outlookOf, printOf, type DraftedEdits } from './outlook.ts';
import type { PlanParts } from './parts.ts';
import { plannedChange } from './planned-change.ts';
import { createMemberReader } from './read-members.ts';
import { requestsOf, type Request } from './requests.ts';
import { createShadowList } from './shadows.ts';

/** How long a plan can be applied, in milliseconds. */
const LIFE_MS = 30 * 60 * 1000;

/** How far the making of a plan is: instances asked, of how many. */
export type Progress = (done: number, total: number) => void;

/**
 * Reads what the draft touches on all instances that can be asked, and says what would change there. Of what is read only what differs is kept.
 * @throws ElektraError what the edits cannot be done for, conflicts excepted; TOO_LARGE; CancelledError
 */
export async function makePlan(
  { registry, fleet, delivering, ports: { clock, digest } }: PlanParts,
  draft: DraftedEdits,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ readonly plan: Plan; readonly kept: KeptPlan }> {
  const outlook = outlookOf(registry.clusters, draft);
  const print = printOf(outlook, digest);
  const requests = requestsOf(outlook);
  const groups = createGroups(digest);
  const shadows = createShadowList();
  const held = new Map<string, string>();
  const offline: string[] = [];

  function changesOf({ instanceId, touched }: Request, seen: readonly Seen[]) {
    const { readBack } = delivering.record(instanceId);
    return touched.flatMap((each, at) => {
      const before = Object.hasOwn(readBack, each.key) ? readBack[each.key] : undefined;
      return plannedChange(each, seen[at] ?? null, before) ?? [];
    });
  }

  let done = 0;
  await createMemberReader(fleet, clock).all(
    requests,
    (request, reading) => {
      done += 1;
      progress(done, requests.length);
      if (!reading.ok) {
        offline.push(request.instanceId);
        return;
      }
      const seen = seenBy(request, reading);
      held.set(request.instanceId, heldPrint(seen, digest));
      groups.add(request.instanceId, changesOf(request, seen));
      shadows.add(request.instanceId, reading.shadows, new Set(request.keys));
    },
    signal,
  );

  const isReadOnly = ({ instanceId }: Request): boolean => {
    try {
      return isForeign(fleet.instance(instanceId));
    } catch (error) {
      if (isElektraError(error, 'INSTANCE_NOT_FOUND')) return false;
      throw error;
    }
  };
  const expiresAt = clock.now() + LIFE_MS;
  const clusterId = ClusterId.parse(draft.clusterId);
  const said = {
    clusterId,
    groups: groups.all(),
    offline: sorted(offline),
    paused: sorted(requests.filter(({ isPaused }) => isPaused).map(({ instanceId }) => instanceId)),
    readOnly: sorted(requests.filter(isReadOnly).map(({ instanceId }) => instanceId)),
    conflicts: [...outlook.conflicts],
    shadows: shadows.all(),
  };
  const hash = digest.keyed(JSON.stringify([draft, print, [...held].sort(), expiresAt]));
  return { plan: { hash, ...said, expiresAt }, kept: { ...draft, hash, print, held, expiresAt } };
}

function sorted(ids: readonly string[]): InstanceId[] {
  return ([...ids] as InstanceId[]).sort();
}
