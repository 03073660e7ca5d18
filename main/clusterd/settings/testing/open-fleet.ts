import { ClusterId } from '#shared/model/cluster.ts';
import { InstanceId, UNPROVEN } from '#shared/model/instance.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { createFakeSealing } from '../../testing/fake-sealing.ts';
import { createMemoryDocumentStore, type MemoryDocumentStore } from '../../testing/memory-document-store.ts';
import { createSilentLog } from '../../testing/silent-log.ts';
import { NO_EFFECTS, type ClusterRecord, type DeliveryRecord } from '../../registry/cluster-records.ts';
import { NO_MARKER, type InstanceRecord } from '../../registry/records.ts';
import { openRegistry, type Registry } from '../../registry/registry.ts';

/** Each cluster with its parent, each instance with its cluster. */
export interface FleetPlan {
  readonly clusters: Readonly<Record<string, string | null>>;
  readonly instances: Readonly<Record<string, string | null>>;
}

/** A registry, over memory, with these clusters and instances. Clusters are named after their ids. */
export async function openFleet(
  { clusters, instances }: FleetPlan,
  store: MemoryDocumentStore = createMemoryDocumentStore(),
): Promise<Registry> {
  const registry = await openRegistry({
    store,
    sealing: createFakeSealing(),
    clock: createFakeClock(),
    log: createSilentLog(),
  });
  for (const id of Object.keys(instances)) await registry.instances.put(id, instanceRecord(id));
  await registry.changes.commit({
    act: 'clusters.create',
    clusterId: null,
    by: 'ada',
    note: null,
    effects: ({ number }) => ({
      ...NO_EFFECTS,
      clusters: Object.entries(clusters).map(([id, parentId]) => clusterRecord(id, parentId, number)),
      places: Object.entries(instances).map(([instanceId, clusterId]) => ({ instanceId, clusterId, number })),
    }),
  });
  return registry;
}

export function clusterRecord(id: string, parentId: string | null, placedNumber: number): ClusterRecord {
  const record = { name: id, description: '', paused: false, policy: 'report' as const, createdAt: 0, placedNumber };
  return { ...record, id: ClusterId.parse(id), parentId: parentId === null ? null : ClusterId.parse(parentId) };
}

/** Everything up to this number is delivered. */
export function deliveredUpTo(confirmed: number): DeliveryRecord {
  return { confirmed, compare: null, readBack: {}, rejected: {} };
}

export function instanceRecord(id: string): InstanceRecord {
  return {
    id: InstanceId.parse(id),
    name: id,
    host: `http://${id}:1`,
    canonicalHost: `http://${id}:1`,
    description: '',
    visibility: 'user',
    tags: [],
    clusterId: null,
    placedNumber: 0,
    connection: { ca: null, pinnedCertificate: null, proxy: null },
    createdAt: 0,
    session: null,
    credentialsId: null,
    identity: UNPROVEN,
    marker: NO_MARKER,
    seen: {
      state: 'unknown',
      since: null,
      latencyMs: null,
      elektraVersion: null,
      elektradId: null,
      capabilities: [],
      lastError: null,
    },
  };
}
