import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Steps } from '../pace.ts';
import type { Draft } from './draft.ts';

/**
 * Puts instances into a cluster; those that are in it already stay as they are.
 * @throws ElektraError INSTANCE_NOT_FOUND, or INSTANCE_ALREADY_IN_CLUSTER unless `force` takes it out of there
 */
export function* joinInstances(
  draft: Draft,
  clusterId: string,
  instanceIds: readonly string[],
  force: boolean,
): Steps<void> {
  for (const instanceId of instanceIds) {
    const { clusterId: from } = requirePlace(draft, instanceId);
    yield;
    if (from === clusterId) continue;
    if (from !== null && !force) throw alreadyIn(draft, instanceId, from);
    draft.putPlace({ instanceId, clusterId, number: draft.stamp.number });
  }
}

/** @throws ElektraError INSTANCE_NOT_FOUND, INSTANCE_NOT_IN_CLUSTER */
export function* leaveInstances(draft: Draft, clusterId: string, instanceIds: readonly string[]): Steps<void> {
  for (const instanceId of new Set(instanceIds)) {
    if (requirePlace(draft, instanceId).clusterId !== clusterId) {
      const message = `The instance ${instanceId} is not in this cluster. Reload its members.`;
      throw new ElektraError('INSTANCE_NOT_IN_CLUSTER', message, { data: { instanceId, clusterId } });
    }
    draft.putPlace({ instanceId, clusterId: null, number: draft.stamp.number });
    yield;
  }
}

function requirePlace({ view }: Draft, id: string): { readonly clusterId: string | null } {
  const place = view.place(id);
  if (place !== undefined) return place;
  throw new ElektraError(
    'INSTANCE_NOT_FOUND',
    `There is no instance ${id}. It may have been removed; reload the list.`,
    {
      data: { id },
    },
  );
}

function alreadyIn({ view }: Draft, instanceId: string, id: string): ElektraError {
  const name = view.cluster(id)?.name ?? id;
  const message = `The instance ${instanceId} is in the cluster ${name}. Take it out of there, or move it from there by force.`;
  return new ElektraError('INSTANCE_ALREADY_IN_CLUSTER', message, { data: { instanceId, cluster: { id, name } } });
}
