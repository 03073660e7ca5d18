import type { Cluster } from '#shared/model/cluster.ts';
import type { Instance } from '#shared/model/instance.ts';

/** How many instances a cluster has, those below it counted, and how many of them are waited for or want a person. */
export interface FleetCounts {
  readonly members: number;
  readonly pending: number;
  readonly rejected: number;
  readonly drifted: number;
}

export const NOTHING_COUNTED: FleetCounts = { members: 0, pending: 0, rejected: 0, drifted: 0 };

/** By id of the cluster. */
export function countFleet(
  clusters: readonly Cluster[],
  instances: readonly Instance[],
): ReadonlyMap<string, FleetCounts> {
  const parents = new Map<string, string | null>(clusters.map(({ id, parentId }) => [id, parentId]));
  const counts = new Map<string, { -readonly [Name in keyof FleetCounts]: number }>();
  for (const { clusterId, delivery } of instances) {
    // A tree that is read while it changes might have a circle for a moment.
    const seen = new Set<string>();
    for (let id = clusterId; id !== null && !seen.has(id); id = parents.get(id) ?? null) {
      seen.add(id);
      const count = counts.get(id) ?? { ...NOTHING_COUNTED };
      counts.set(id, count);
      count.members += 1;
      if (delivery.pending > 0) count.pending += 1;
      if (delivery.rejected > 0) count.rejected += 1;
      if (delivery.drifted > 0) count.drifted += 1;
    }
  }
  return counts;
}

/** How many there are of each state. */
export function countStates(instances: readonly Instance[]): Readonly<Record<Instance['seen']['state'], number>> {
  const counts = { online: 0, offline: 0, unknown: 0 };
  for (const { seen } of instances) counts[seen.state] += 1;
  return counts;
}
