import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { Delivered, Outcome, OutcomeCounts } from '#shared/clusterd/rollouts.ts';
import { isAtOrBelowText } from '../stores/key-text.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import { THEN } from './fake-clusters.ts';

/** Does what edits of a cluster say to what it sets, to who is in it, and to its place. */
export function applyEdits(fake: FakeClusterd, id: string, edits: readonly ClusterEdit[]): void {
  edits.forEach((edit) => applyEdit(fake, id, edit));
}

function applyEdit(fake: FakeClusterd, id: string, edit: ClusterEdit): void {
  const { clusters, instances } = fake;
  const own = clusters.settings.get(id) ?? new Map<string, never>();
  const below = (key: string) => [...own].filter(([name]) => isAtOrBelowText(name, key));
  const putIn = (instanceIds: readonly string[], clusterId: string | null) => {
    for (const instanceId of instanceIds) {
      const instance = instances.get(instanceId);
      if (instance !== undefined) instances.set(instanceId, { ...instance, clusterId });
    }
  };
  switch (edit.kind) {
    case 'set':
      return clusters.set(id, edit.key, edit.value, edit.meta);
    case 'meta': {
      const meta = { ...own.get(edit.key)?.meta };
      for (const { key, value } of edit.meta) {
        if (value === null) delete meta[key];
        else meta[key] = value;
      }
      clusters.set(id, edit.key, null, {});
      const setting = own.get(edit.key);
      if (setting !== undefined) own.set(edit.key, { ...setting, meta });
      return;
    }
    case 'remove':
      return below(edit.key).forEach(([name]) => own.delete(name));
    case 'move':
    case 'copy':
      for (const [name, { value, meta }] of below(edit.key)) {
        if (edit.kind === 'move') own.delete(name);
        clusters.set(id, edit.target + name.slice(edit.key.length), value, meta);
      }
      return;
    case 'shift':
      for (const [name, { value, meta }] of below(edit.key)) {
        own.delete(name);
        clusters.set(edit.to, name, value, meta);
      }
      return;
    case 'join':
      return putIn(edit.instanceIds, id);
    case 'leave':
      return putIn(edit.instanceIds, null);
    case 'place':
      return void clusters.put(id, { parentId: edit.parentId });
  }
}

/** The rollout of a change, with the outcomes that the fake foresees. */
export function rollOut(fake: FakeClusterd, id: string, edits: readonly ClusterEdit[], note: string | null): Delivered {
  const { clusters } = fake;
  const outcomes: Outcome[] = clusters
    .membersBelow(id, fake.instances.values())
    .map((member) => ({ instanceId: member.id, ...clusters.outcomeOf(member) }));
  const keys = edits.flatMap((edit) => ('key' in edit ? [edit.key] : []));
  const counts = countOutcomes(outcomes);
  const about = { clusterId: clusters.get(id).id, act: edits[0]?.kind ?? 'set', by: 'ada', at: THEN, note };
  clusters.rollouts.unshift({
    id: clusters.rollouts.length + 1,
    ...about,
    keys,
    keyCount: keys.length,
    counts,
    endedAt: counts.pending > 0 ? null : THEN,
    outcomes,
  });
  const failed = counts.rejected + counts.unknown > 0;
  const state = failed ? 'partly' : counts.pending > 0 ? 'pending' : 'all';
  return { rollout: clusters.rollouts.length, state, outcomes };
}

export function countOutcomes(outcomes: readonly Outcome[]): OutcomeCounts {
  const counts = { applied: 0, pending: 0, rejected: 0, unknown: 0, superseded: 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  return counts;
}
