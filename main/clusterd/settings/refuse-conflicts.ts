import type { PlanConflict } from '#shared/clusterd/plans.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { ClusterView } from '../registry/cluster-view.ts';

/** @throws ElektraError SETTING_CONFLICT: nothing passes what is set above; what is set below is passed by force */
export function refuseConflicts(view: ClusterView, conflicts: readonly PlanConflict[], force: boolean): void {
  const above = conflicts.filter(({ where }) => where === 'above');
  const refusing = force ? above : conflicts;
  const first = above[0] ?? refusing[0];
  if (first === undefined) return;
  const { key, clusterId, where, by, at } = first;
  const name = view.cluster(clusterId)?.name ?? clusterId;
  const more = refusing.length > 1 ? `, and there are ${refusing.length - 1} more conflicts` : '';
  const hint =
    where === 'above' ? 'It is above this one: change it there.' : 'It can be taken over from there by force.';
  const who = `${by}, ${new Date(at).toISOString()}`;
  const message = `The cluster ${name} sets ${key} already (${who})${more}. ${hint}`;
  throw new ElektraError('SETTING_CONFLICT', message, { data: { conflicts: [...refusing] } });
}
