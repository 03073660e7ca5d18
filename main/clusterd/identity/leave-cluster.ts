import { NO_EFFECTS } from '../registry/cluster-records.ts';
import type { Registry } from '../registry/registry.ts';

/** Takes an instance out of its cluster, if it is in one; values stay as they are. */
export async function leaveCluster({ changes, clusters }: Registry, instanceId: string, by: string): Promise<void> {
  await changes.commit({
    act: 'instances.sayIdentity',
    clusterId: clusters.place(instanceId)?.clusterId ?? null,
    by,
    note: null,
    effects({ number }) {
      const place = clusters.place(instanceId);
      if (place === undefined || place.clusterId === null) return null;
      return { ...NO_EFFECTS, places: [{ instanceId, clusterId: null, number }] };
    },
  });
}
