import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { Delivered } from '#shared/clusterd/rollouts.ts';
import type { Steps } from '../pace.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import type { Registry } from '../registry/registry.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import { effectsOfEdits } from './edits.ts';
import { requireCluster } from './place-cluster.ts';

export interface EditsToCommit {
  readonly clusterId: string;
  readonly edits: readonly ClusterEdit[];
  /** The operation, for the history. */
  readonly act: string;
  readonly by: string;
  readonly note: string | null;
  /** Takes over what clusters below set, and members from their clusters. */
  readonly force: boolean;
  /** Seconds to wait for outcomes. */
  readonly wait: number;
  /** Runs first inside the registry's turn, and throws what forbids the change as things are then. */
  readonly check?: ((view: ClusterView) => Steps<void>) | undefined;
}

/** Does edits of a cluster as one change, and answers what came of its delivery so far. @throws ElektraError as `effectsOfEdits`, and of `check` */
export async function commitEdits(
  {
    registry,
    delivering,
  }: { readonly registry: Pick<Registry, 'changes' | 'clusters'>; readonly delivering: Pick<Delivering, 'delivered'> },
  { clusterId, edits, act, by, note, force, wait, check }: EditsToCommit,
  signal: AbortSignal,
): Promise<Delivered> {
  const change = await registry.changes.commit({
    act,
    clusterId,
    by,
    note,
    *effects(stamp) {
      requireCluster(registry.clusters, clusterId);
      if (check !== undefined) yield* check(registry.clusters);
      return yield* effectsOfEdits(registry.clusters, clusterId, edits, stamp, force);
    },
  });
  return delivering.delivered(change, wait, signal);
}
