import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import { canonicalHost } from '#shared/model/host.ts';
import { InstanceId, UNPROVEN } from '#shared/model/instance.ts';
import { createReaching } from '../../instances/reaching.ts';
import { NEVER_SEEN } from '../../instances/seen.ts';
import { createCredentialStore } from '../../instances/credentials.ts';
import type { Elektrad } from '../../ports.ts';
import type { DeliveryRecord } from '../../registry/cluster-records.ts';
import { NO_EFFECTS } from '../../registry/cluster-records.ts';
import { NO_MARKER } from '../../registry/records.ts';
import { openRegistry } from '../../registry/registry.ts';
import { effectsOfEdits } from '../../settings/edits.ts';
import { createEffective } from '../../settings/effective.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { createFakeDigest } from '../../testing/fake-digest.ts';
import { createFakeElektrads } from '../../testing/fake-elektrads.ts';
import { createFakeRandom } from '../../testing/fake-random.ts';
import { createFakeSealing } from '../../testing/fake-sealing.ts';
import { createMemoryDocumentStore } from '../../testing/memory-document-store.ts';
import { createMemorySecrets } from '../../testing/memory-secrets.ts';
import { createSilentLog } from '../../testing/silent-log.ts';
import { createPlans } from '../plans.ts';

const NEVER_DELIVERED: DeliveryRecord = { confirmed: 0, compare: null, readBack: {}, rejected: {} };

export type PlanWorld = Awaited<ReturnType<typeof planWorld>>;

/** Clusters and instances over fake hosts, to which what is due is delivered only when `deliver` is called. */
export async function planWorld(clusters: readonly string[], instances: readonly string[]) {
  const clock = createFakeClock();
  const log = createSilentLog();
  const elektrads = createFakeElektrads();
  const digest = createFakeDigest();
  const registry = await openRegistry({ store: createMemoryDocumentStore(), sealing: createFakeSealing(), clock, log });
  const credentials = createCredentialStore({ secrets: createMemorySecrets(), random: createFakeRandom(), log });
  const fleet = createReaching(registry, credentials, { elektrads, clock, log });
  const effective = createEffective(registry.clusters);
  const records = new Map<string, DeliveryRecord>();
  const record = (id: string) => records.get(id) ?? NEVER_DELIVERED;

  for (const [at, id] of instances.entries()) {
    const host = hostOf(id);
    await registry.instances.put(id, {
      id: InstanceId.parse(id),
      name: id,
      host,
      canonicalHost: canonicalHost(host),
      description: '',
      visibility: 'user',
      tags: [],
      clusterId: null,
      connection: { ca: null, pinnedCertificate: null, proxy: null },
      createdAt: at,
      seen: NEVER_SEEN,
      identity: UNPROVEN,
      placedNumber: 0,
      session: null,
      credentialsId: null,
      marker: NO_MARKER,
    });
  }
  for (const id of clusters) {
    const cluster = { id: ClusterId.parse(id), name: id, description: '', parentId: null, paused: false };
    await registry.changes.commit({
      ...BY_ADA,
      act: 'clusters.create',
      clusterId: id,
      effects: ({ number }) => ({
        ...NO_EFFECTS,
        clusters: [{ ...cluster, policy: 'report', createdAt: 0, placedNumber: number }],
      }),
    });
  }

  function edit(clusterId: string, edits: readonly ClusterEdit[], force = true) {
    return registry.changes.commit({
      ...BY_ADA,
      act: 'edit',
      clusterId,
      effects: (stamp) => effectsOfEdits(registry.clusters, clusterId, edits, stamp, force),
    });
  }

  /** Everything that is due, on every instance that is up and not paused. */
  function deliver(): void {
    for (const id of registry.instances.all.keys()) {
      const host = elektrads.host(hostOf(id));
      if (!host.up || effective.isPaused(id)) continue;
      for (const { key, set, gone } of effective.due(id, record(id)).keys) {
        const before = host.keys.get(key);
        if (set === null && gone === 'key') host.keys.delete(key);
        if (set === null && (gone === 'key' || before === undefined)) continue;
        const kept = Object.entries(before?.meta ?? {}).filter(
          ([metakey]) => gone === 'key' || !gone.includes(metakey),
        );
        const value = set?.value ?? before?.value ?? '';
        host.keys.set(key, { value, meta: { ...Object.fromEntries(kept), ...set?.meta } });
      }
      records.set(id, { ...NEVER_DELIVERED, confirmed: registry.changes.last() });
    }
  }

  const delivering = {
    record,
    delivered: async () => ({ rollout: registry.changes.last(), state: 'all' as const, outcomes: [] }),
  };
  /** Instances that never answer to a read, and what is called when they are asked. */
  const hanging = new Map<string, () => void>();
  const reading = {
    instance: fleet.instance,
    reach: <T>(id: string, work: (elektrad: Elektrad) => Promise<T>) =>
      fleet.reach(id, (elektrad) => work(hanging.has(id) ? deaf(elektrad, () => hanging.get(id)?.()) : elektrad)),
  };
  const plans = createPlans({ registry, fleet: reading, delivering, ports: { clock, digest } });
  const host = (id: string) => elektrads.host(hostOf(id));
  const hang = (id: string, asked: () => void) => void hanging.set(id, asked);
  return { registry, effective, plans, clock, edit, deliver, host, records, hang };
}

export function hostOf(id: string): string {
  return `http://${id}:1`;
}

/** It takes the question, and no answer ever comes. */
function deaf(elektrad: Elektrad, asked: () => void): Elektrad {
  return {
    ...elektrad,
    readMany() {
      asked();
      return new Promise(() => undefined);
    },
  };
}

const BY_ADA = { by: 'ada', note: null };
