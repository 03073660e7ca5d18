import type { InstanceDrift } from '#shared/clusterd/drift.ts';
import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { Plan } from '#shared/clusterd/plans.ts';
import type { Outcome, Rollout } from '#shared/clusterd/rollouts.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { ClusterId, type Cluster } from '#shared/model/cluster.ts';
import type { Instance } from '#shared/model/instance.ts';
import type { Setting } from '#shared/model/setting.ts';

export type FakeRollout = Rollout & { outcomes: Outcome[] };

/** When everything of the fake's clusters was done, in milliseconds since 1970 UTC. */
export const THEN = 1_699_990_000_000;

/** The clusters of a fake clusterd: what they set, who is in them, what became of their changes. Tests change its parts as they need. */
export class FakeClusters {
  readonly items = new Map<string, Cluster>();
  readonly settings = new Map<string, Map<string, Setting>>();
  readonly rollouts: FakeRollout[] = [];
  /** Edits of plans that were made, by hash. */
  readonly plans = new Map<string, readonly ClusterEdit[]>();
  drift: InstanceDrift[] = [];
  /** What the next plans say beside their groups. */
  planned: Partial<Plan> = {};
  /** Every plan made before is refused. */
  outdated = false;
  /** What becomes of a delivery to an instance. */
  outcomeOf = (instance: Instance): Omit<Outcome, 'instanceId'> =>
    instance.seen.state === 'offline' ? { outcome: 'pending', reason: 'offline' } : { outcome: 'applied' };
  private count = 0;

  add(name: string, parentId: string | null = null): Cluster {
    const cluster: Cluster = {
      id: ClusterId.parse(`c${(this.count += 1)}`),
      name,
      description: '',
      parentId: parentId === null ? null : ClusterId.parse(parentId),
      paused: false,
      policy: 'report',
      createdAt: THEN,
      members: 0,
      settings: 0,
    };
    this.items.set(cluster.id, cluster);
    this.settings.set(cluster.id, new Map());
    return cluster;
  }

  /** @throws ElektraError CLUSTER_NOT_FOUND */
  get(id: string): Cluster {
    const found = this.items.get(id);
    if (found === undefined) throw new ElektraError('CLUSTER_NOT_FOUND', undefined, { data: { id } });
    return { ...found, settings: this.settings.get(id)?.size ?? 0 };
  }

  put(id: string, changed: Partial<Cluster>): Cluster {
    const next = { ...this.get(id), ...changed };
    this.items.set(id, next);
    return next;
  }

  /** The cluster itself first, then those above it. */
  path(id: string): readonly Cluster[] {
    const cluster = this.get(id);
    return cluster.parentId === null ? [cluster] : [cluster, ...this.path(cluster.parentId)];
  }

  set(id: string, key: string, value: string | null, meta: Setting['meta'] = {}): void {
    const before = this.settings.get(id)?.get(key);
    const next = {
      value: value ?? before?.value ?? null,
      meta: { ...before?.meta, ...meta },
      number: (this.count += 1),
    };
    this.settings.get(id)?.set(key, { clusterId: id, key, by: 'mia', at: THEN, ...next });
  }

  /** What a cluster sets, with what those above it set. */
  effective(id: string): ReadonlyMap<string, Setting> {
    return new Map(this.path(id).flatMap((cluster) => [...(this.settings.get(cluster.id) ?? [])]));
  }

  /** Those in a cluster and in the clusters below it. */
  membersBelow(id: string, instances: Iterable<Instance>): Instance[] {
    return [...instances].filter(
      ({ clusterId }) => clusterId !== null && this.path(clusterId).some((cluster) => cluster.id === id),
    );
  }

  refuseTakenName(name: string, parentId: string | null, except?: string): void {
    const same = [...this.items.values()].find(
      (other) => other.id !== except && other.name === name && other.parentId === parentId,
    );
    if (same === undefined) return;
    throw new ElektraError('CLUSTER_NAME_TAKEN', undefined, { data: { existing: { id: same.id, name } } });
  }
}
