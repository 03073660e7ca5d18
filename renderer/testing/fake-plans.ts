import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { PlannedChange } from '#shared/clusterd/plans.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { pageFields } from '#shared/contract/page.ts';
import { applyEdits, countOutcomes, rollOut } from './fake-cluster-edits.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import { THEN } from './fake-clusters.ts';
import type { ClusterdHandlers } from './fake-send.ts';

type PlanOperation = Extract<keyof ClusterdHandlers, `${'plans' | 'rollouts' | 'drift'}.${string}`>;

/** Plans, what became of them, and drift. All instances hold the same keys, so a plan has one group. */
export function plansOf(fake: FakeClusterd): Pick<ClusterdHandlers, PlanOperation> {
  const { clusters } = fake;
  const rollout = (id: number) => {
    const found = clusters.rollouts.find((one) => one.id === id);
    if (found === undefined) throw new ElektraError('ROLLOUT_NOT_FOUND', undefined, { data: { id: String(id) } });
    return found;
  };
  const drift = () => ({ instances: clusters.drift, compared: fake.instances.size });

  return {
    'plans.make': async ({ id, edits, force }) => {
      const concerned = clusters
        .membersBelow(id, fake.instances.values())
        .concat(edits.flatMap((edit) => joiningOf(fake, edit)));
      const isOffline = ({ seen }: { seen: { state: string } }) => seen.state === 'offline';
      const asked = concerned.filter((one) => !isOffline(one)).map((one) => one.id);
      const changes = edits.flatMap((edit) => changesOf(fake, id, edit));
      const hash = `h${clusters.plans.size}`;
      clusters.plans.set(hash, edits);
      return {
        hash,
        clusterId: clusters.get(id).id,
        groups: asked.length === 0 ? [] : [{ instances: asked, changes }],
        offline: concerned.filter(isOffline).map((one) => one.id),
        paused: clusters.get(id).paused ? asked : [],
        readOnly: [],
        shadows: [],
        expiresAt: THEN,
        ...clusters.planned,
        conflicts: force ? [] : (clusters.planned.conflicts ?? []),
      };
    },
    'plans.apply': async ({ id, hash, note }) => {
      const edits = clusters.plans.get(hash);
      if (edits === undefined || clusters.outdated) {
        throw new ElektraError('PLAN_OUTDATED', undefined, { data: { hash } });
      }
      applyEdits(fake, id, edits);
      return rollOut(fake, id, edits, note);
    },
    'rollouts.list': async ({ clusterId, offset = 0, limit = pageFields.limit.parse(undefined) }) => {
      const all = clusters.rollouts.filter((one) => clusterId === undefined || one.clusterId === clusterId);
      const items = all.map(({ outcomes: _outcomes, ...one }) => one).slice(offset, offset + limit);
      return { items, total: all.length };
    },
    'rollouts.get': async ({ id }) => {
      const found = rollout(id);
      return { ...found, outcomes: found.outcomes.filter(({ outcome }) => outcome !== 'applied') };
    },
    'rollouts.retry': async ({ id, instanceIds }) => {
      const found = rollout(id);
      const isRetried = (instanceId: string) => instanceIds?.some((one) => one === instanceId) ?? true;
      found.outcomes = found.outcomes.map((one) => {
        const instance = fake.instances.get(one.instanceId);
        if (instance === undefined || !isRetried(one.instanceId)) return one;
        return { instanceId: one.instanceId, ...clusters.outcomeOf(instance) };
      });
      found.counts = countOutcomes(found.outcomes);
      return { rollout: id, state: found.counts.pending > 0 ? 'pending' : 'all', outcomes: found.outcomes };
    },
    'drift.get': async () => drift(),
    'drift.check': async (_input, call) => {
      call.report?.({ done: fake.instances.size, total: fake.instances.size });
      return drift();
    },
    'drift.accept': async ({ id, instanceId, keys, note }) => {
      const found = clusters.drift.find((one) => one.instanceId === instanceId)?.keys ?? [];
      const edits = found
        .filter(({ key }) => keys.includes(key))
        .map(({ key, actual }) => ({ kind: 'set', key, value: actual?.value ?? '' }) as const);
      applyEdits(fake, id, edits);
      forget(keys, [instanceId]);
      return rollOut(fake, id, edits, note);
    },
    'drift.reapply': async ({ id, instanceIds, keys, note }) => {
      forget(keys, instanceIds);
      return rollOut(fake, id, [], note);
    },
  };

  function forget(keys: readonly string[] | undefined, instanceIds: readonly string[] | undefined): void {
    clusters.drift = clusters.drift.map((one) =>
      instanceIds?.includes(one.instanceId) === false
        ? one
        : { ...one, keys: one.keys.filter(({ key }) => keys?.includes(key) === false) },
    );
  }
}

function joiningOf(fake: FakeClusterd, edit: ClusterEdit) {
  if (edit.kind !== 'join') return [];
  return edit.instanceIds.flatMap((id) => fake.instances.get(id) ?? []);
}

function changesOf(fake: FakeClusterd, clusterId: string, edit: ClusterEdit): readonly PlannedChange[] {
  if (edit.kind === 'join' || edit.kind === 'leave') {
    const isJoin = edit.kind === 'join';
    return [...fake.clusters.effective(clusterId).values()].map(({ key, value, meta }) => {
      const side = { value, meta };
      return { key, before: side, after: side, kind: isJoin ? ('lock' as const) : ('unlock' as const) };
    });
  }
  if (edit.kind !== 'set' && edit.kind !== 'remove') return [];
  const { exists, value = '' } = fake.state(edit.key);
  const before = exists ? { value, meta: {} } : null;
  if (edit.kind === 'remove') {
    return [{ key: edit.key, before, after: edit.keep ? before : null, kind: edit.keep ? 'unlock' : 'remove' }];
  }
  return [{ key: edit.key, before, after: { value: edit.value, meta: edit.meta ?? {} }, kind: 'write' }];
}
