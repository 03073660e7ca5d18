import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import type { Emit } from '#shared/contract/events.ts';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { ClusterChange } from '../registry/change-records.ts';
import type { Registry } from '../registry/registry.ts';

/** More names than a listener wants to look at one by one. */
const NAMED = 100;

/** Tells of every change of clusters, of what they set, and of who is in them. */
export function tellClusters({ changes }: Pick<Registry, 'changes'>, emit: Emit<ClusterdEvents>): void {
  changes.onCommit((change) => {
    const gone = new Set(change.effects.goneClusters);
    for (const id of changedClusters(change)) if (!gone.has(id)) emit('cluster.changed', { id: id as ClusterId });
    for (const [id, keys] of changedSettings(change)) {
      emit('settings.changed', { clusterId: id as ClusterId, keys: keys.size > NAMED ? null : [...keys] });
    }
    for (const id of gone) emit('cluster.removed', { id: id as ClusterId });
  });
}

/** Those that are shown otherwise now: how many members and settings they have is part of it. */
function changedClusters({ effects, before }: ClusterChange): ReadonlySet<string> {
  const places = [...effects.places, ...before.places].flatMap(({ clusterId }) => clusterId ?? []);
  const settings = [...effects.settings, ...effects.goneSettings].map(({ clusterId }) => clusterId);
  return new Set([...effects.clusters.map(({ id }) => id), ...settings, ...places]);
}

function changedSettings({ effects }: ClusterChange): ReadonlyMap<string, ReadonlySet<string>> {
  const changed = new Map<string, Set<string>>();
  for (const { clusterId, key } of [...effects.settings, ...effects.goneSettings]) {
    const keys = changed.get(clusterId) ?? new Set();
    changed.set(clusterId, keys.add(key));
  }
  return changed;
}
