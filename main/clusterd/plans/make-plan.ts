import type { Plan } from '#shared/clusterd/plans.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { isForeign } from '../identity/refuse.ts';
import { createPace, inSteps, mapPaced, type Pace } from '../pace.ts';
import type { KeptPlan } from './kept-plans.ts';
import { createGroups } from './groups.ts';
import { heldPrint, seenBy, type Seen } from './held.ts';
import { printSteps, type DraftedEdits } from './outlook.ts';
import type { PlanParts } from './parts.ts';
import { plannedChange } from './planned-change.ts';
import { createMemberReader, type MemberReading } from './read-members.ts';
import { requestsOf, type Request } from './requests.ts';
import { createShadowList } from './shadows.ts';
import { steadyOutlook } from './steady-outlook.ts';

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
  const thinking = createPace(clock, signal);
  const outlook = await steadyOutlook(registry, draft, thinking);
  if (thinking.isDue()) await thinking.rest();
  const print = await inSteps(printSteps(outlook, digest), thinking);
  if (thinking.isDue()) await thinking.rest();
  const requests = requestsOf(outlook);
  if (thinking.isDue()) await thinking.rest();
  const groups = createGroups(digest);
  const shadows = createShadowList();
  const held = new Map<string, string>();
  const offline: string[] = [];

  async function changesOf({ instanceId, touched }: Request, seen: readonly Seen[], pace: Pace) {
    const { readBack } = delivering.record(instanceId);
    const changes = await mapPaced(touched, pace, (each, at) => {
      const before = Object.hasOwn(readBack, each.key) ? readBack[each.key] : undefined;
      return plannedChange(each, seen[at] ?? null, before);
    });
    return changes.filter((change) => change !== null);
  }

  async function note(request: Request, reading: Extract<MemberReading, { ok: true }>): Promise<void> {
    const { instanceId } = request;
    const pace = createPace(clock, signal);
    const seen = await seenBy(request, reading, pace);
    const changes = await changesOf(request, seen, pace);
    held.set(instanceId, heldPrint(seen, digest));
    if (pace.isDue()) await pace.rest();
    groups.add(instanceId, changes);
    if (pace.isDue()) await pace.rest();
    shadows.add(instanceId, reading.shadows, new Set(request.keys));
  }

  let done = 0;
  await createMemberReader(fleet, clock).all(
    requests,
    async (request, reading) => {
      if (reading.ok) await note(request, reading);
      else offline.push(request.instanceId);
      done += 1;
      progress(done, requests.length);
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
