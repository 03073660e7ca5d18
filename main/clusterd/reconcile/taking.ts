import type { ClusterView } from '../registry/cluster-view.ts';
import type { ClusterChange } from '../registry/change-records.ts';
import { ofKey } from '../registry/apply-effects.ts';
import type { DueKey } from '../settings/effective.ts';

/**
 * Since when clusters set their keys without a gap. Known of what was changed since the start; of others it is the last change, so that once more than
 * needed is kept of what was there.
 */
export interface Taking {
  note(change: ClusterChange): void;
  /** The number of the change by which the cluster took this key of the instance: by setting it first, or by the instance's coming. */
  takenBy(instanceId: string, due: DueKey): number;
}

export function createTaking(view: ClusterView): Taking {
  const since = new Map<string, number>();

  /** The newest of the changes by which the instance came below that cluster. */
  function cameBy(instanceId: string, clusterId: string): number {
    const place = view.place(instanceId);
    let came = place?.number ?? 0;
    let at = place?.clusterId ?? null;
    while (at !== null && at !== clusterId) {
      const cluster = view.cluster(at);
      came = Math.max(came, cluster?.placedNumber ?? 0);
      at = cluster?.parentId ?? null;
    }
    return came;
  }

  return {
    note({ number, effects, before }) {
      const kept = new Map(before.settings.map((setting) => [ofKey(setting), setting.number]));
      const removing = new Set(effects.tombstones.map(ofKey));
      const gone = [...effects.goneSettings, ...effects.goneTombstones].map(ofKey);
      for (const id of gone) if (!removing.has(id)) since.delete(id);
      for (const setting of effects.settings) {
        const id = ofKey(setting);
        const old = kept.get(id);
        since.set(id, old === undefined ? number : (since.get(id) ?? old));
      }
    },
    takenBy(instanceId, due) {
      const first = since.get(ofKey(due)) ?? due.number;
      return Math.max(first, cameBy(instanceId, due.clusterId));
    },
  };
}
