import { isElektraError } from '#shared/errors/elektra-error.ts';
import { atOnce } from '../../pace.ts';
import type { ClusterView } from '../../registry/cluster-view.ts';
import type { DeliveryRecord, Effects } from '../../registry/cluster-records.ts';
import type { Registry } from '../../registry/registry.ts';
import { createEffective, type DueKey, type Effective } from '../effective.ts';
import { isCurrentFor, isSetFor } from '../still-set.ts';
import { stateAfter } from '../../reconcile/delivery-state.ts';
import type { KeyResult } from '../../reconcile/progress.ts';
import { effectsOfEdits } from '../edits.ts';
import { createLocks, type Locks } from '../locks.ts';
import { effectsOfRemoval } from '../remove-cluster.ts';
import { withEffects } from '../with-effects.ts';
import { CLUSTERS, editOf, INSTANCES, inModel, type Act } from './cluster-acts.ts';
import { ClustersModel, Refused } from './clusters-model.ts';
import { deliveredUpTo } from './open-fleet.ts';

/** Each act happens to the registry and to the model, and both agree whether it may. */
export class Both {
  readonly model = new ClustersModel();
  readonly deliveries = new Map<string, DeliveryRecord>();
  readonly effective: Effective;
  readonly locks: Locks;
  readonly registry: Registry;
  /** The view that was foretold for after the last change. */
  foretold: ClusterView | null = null;

  constructor(registry: Registry) {
    this.registry = registry;
    this.effective = createEffective(registry.clusters);
    this.locks = createLocks(registry.clusters, (id) => this.delivery(id));
    for (const [id, parent] of Object.entries(CLUSTERS)) this.model.parents.set(id, parent);
    for (const [id, at] of Object.entries(INSTANCES)) this.model.place(id, at);
  }

  delivery(id: string): DeliveryRecord {
    return this.deliveries.get(id) ?? deliveredUpTo(0);
  }

  async run(each: Act): Promise<void> {
    if (each.kind === 'deliver') return this.deliver(each.instance, each.refuses);
    this.model.number = this.registry.changes.last() + 1;
    const { clusters } = this.registry;
    const [mine, theirs] = await Promise.all([
      outcome(async () => {
        await this.registry.changes.commit({
          act: each.kind,
          clusterId: each.cluster,
          by: 'ada',
          note: null,
          effects: (stamp) => {
            const effects: Effects | null =
              each.kind === 'delete'
                ? atOnce(effectsOfRemoval(clusters, each.cluster, stamp, true))
                : atOnce(effectsOfEdits(clusters, each.cluster, [editOf(each)], stamp, 'force' in each && each.force));
            this.foretold = effects === null ? null : snapshotOf(withEffects(clusters, effects));
            return effects;
          },
        });
      }),
      outcome(async () => {
        if (!this.model.parents.has(each.cluster)) throw new Refused('no cluster');
        if (each.kind === 'delete') this.model.delete(each.cluster);
        else this.model.wholly(() => inModel(this.model, each));
      }),
    ]);
    if (mine !== theirs) throw new Error(`${JSON.stringify(each)} was ${mine}; DOMAIN says ${theirs}`);
  }

  /** What the reconciler does. */
  private deliver(id: string, refuses: readonly string[]): void {
    const view = this.registry.clusters;
    const before = this.delivery(id);
    const { compare, keys } = this.effective.due(id, before);
    const upTo = this.registry.changes.last();
    const after = stateAfter(
      before,
      {
        standing: { upTo },
        isCompare: compare,
        asked: null,
        results: new Map(keys.map((due) => [due.key, resultOf(due, refuses)])),
      },
      {
        isComplete: true,
        isComparedAgain: false,
        isCurrent: (key, number) => isCurrentFor(view, id, key, number),
        isSet: (key) => isSetFor(view, id, key),
      },
    );
    this.deliveries.set(id, after);
    this.model.number = upTo;
    this.model.deliver(id, new Map(Object.entries(after.rejected).map(([key, { number }]) => [key, number])));
  }
}

/** The host has taken it exactly as it is set, or refuses it. */
function resultOf(due: DueKey, refuses: readonly string[]): KeyResult {
  const { key, set } = due;
  if (refuses.includes(key)) return { due, outcome: 'rejected', error: { code: 'ELEKTRA_REJECTED', message: 'no' } };
  const value = set?.value ?? null;
  const now = { name: key, exists: set !== null, ...(value === null ? {} : { value }), meta: set?.meta ?? {} };
  return { due, outcome: 'delivered', now, isWritten: true };
}

async function outcome(work: () => Promise<void>): Promise<'done' | 'refused'> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (isElektraError(error) || error instanceof Refused) return 'refused';
    throw error;
  }
}

/** A view as it is now, for comparing. */
function snapshotOf(view: ClusterView): ClusterView {
  const ids = [...view.clusterIds()];
  const all = ids.map(
    (id) => [id, view.settings(id), view.tombstones(id), view.members(id), view.children(id)] as const,
  );
  const places = new Map(Object.keys(INSTANCES).map((id) => [id, view.place(id)]));
  const [settings, tombstones, members, children] = [
    new Map(all.map(([id, each]) => [id, new Map(each)])),
    new Map(all.map(([id, , each]) => [id, new Map(each)])),
    new Map(all.map(([id, , , each]) => [id, new Set(each)])),
    new Map<string | null, ReadonlySet<string>>(all.map(([id, , , , each]) => [id, new Set(each)])),
  ];
  children.set(null, new Set(view.children(null)));
  const clusters = new Map(ids.map((id) => [id, view.cluster(id)]));
  return {
    cluster: (id) => clusters.get(id),
    clusterIds: () => ids,
    children: (id) => children.get(id) ?? new Set(),
    settings: (id) => settings.get(id) ?? new Map(),
    tombstones: (id) => tombstones.get(id) ?? new Map(),
    revision: () => 0,
    members: (id) => members.get(id) ?? new Set(),
    place: (id) => places.get(id),
  };
}

/** All that a view shows, in one order. */
export function contentOf(view: ClusterView) {
  const ids = [...view.clusterIds()].sort();
  const sorted = <T>(records: Iterable<readonly [string, T]>) => [...records].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    top: [...view.children(null)].sort(),
    places: Object.keys(INSTANCES).map((id) => view.place(id)),
    clusters: ids.map((id) => ({
      cluster: view.cluster(id),
      children: [...view.children(id)].sort(),
      members: [...view.members(id)].sort(),
      settings: sorted(view.settings(id)),
      tombstones: sorted(view.tombstones(id)),
    })),
  };
}
