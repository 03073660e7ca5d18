import type { rolloutOperations } from '#shared/clusterd/rollouts.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';

export function rolloutHandlers(
  reconciler: Pick<Reconciler, 'rollouts' | 'rollout' | 'retry'>,
): Handlers<typeof rolloutOperations> {
  return {
    async 'rollouts.list'({ clusterId, open, offset, limit }) {
      const found = reconciler
        .rollouts()
        .filter((rollout) => clusterId === undefined || rollout.clusterId === clusterId)
        .filter(({ endedAt }) => open === undefined || (endedAt === null) === open);
      return { items: found.slice(offset, offset + limit), total: found.length };
    },

    async 'rollouts.get'({ id }) {
      return reconciler.rollout(id);
    },

    'rollouts.retry': ({ id, instanceIds, wait }, { signal }) => reconciler.retry(id, instanceIds, wait, signal),
  };
}
