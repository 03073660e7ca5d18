import type { clusterOperations } from '#shared/clusterd/clusters.ts';
import type { Call, Handlers } from '#shared/contract/operation.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Instance, InstanceId } from '#shared/model/instance.ts';
import type { Fleet } from '../instances/fleet.ts';
import { createPlaces } from '../keys/places.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { commitEdits, type EditsToCommit } from '../settings/commit-edits.ts';
import { requireCluster } from '../settings/place-cluster.ts';
import { membersBelow } from '../settings/tree.ts';

/** How many members are asked at the same time. */
const ASKED_AT_ONCE = 64;

export interface MemberParts {
  readonly registry: Registry;
  readonly delivering: Pick<Delivering, 'delivered'>;
  readonly fleet: Pick<Fleet, 'reach' | 'sawAnswer'>;
  /** An instance as everybody sees it. */
  readonly shown: (record: InstanceRecord) => Instance;
}

type MemberOperations = Pick<
  typeof clusterOperations,
  | 'clusters.members'
  | 'clusters.join'
  | 'clusters.joinMany'
  | 'clusters.leave'
  | 'clusters.leaveMany'
  | 'clusters.version'
>;

/** Who is in a cluster. */
export function memberHandlers({ registry, delivering, fleet, shown }: MemberParts): Handlers<MemberOperations> {
  const view = registry.clusters;

  type Act = Pick<EditsToCommit, 'act' | 'clusterId' | 'edits' | 'note'> & Partial<EditsToCommit>;
  const commit = (act: Act, { caller, signal }: Pick<Call, 'caller' | 'signal'>) =>
    commitEdits({ registry, delivering }, { force: false, wait: 0, by: caller?.name ?? '', ...act }, signal);

  return {
    async 'clusters.members'({ id, below, offset, limit }) {
      requireCluster(view, id);
      const found = registry.index.order.of(below ? membersBelow(view, id) : view.members(id));
      return { items: found.slice(offset, offset + limit).map(({ record }) => shown(record)), total: found.length };
    },

    async 'clusters.join'({ id, instanceId, force, note, wait }, call) {
      const edits = [{ kind: 'join' as const, instanceIds: [instanceId] }];
      return commit({ act: 'clusters.join', clusterId: id, edits, note, force, wait }, call);
    },

    async 'clusters.joinMany'({ id, instanceIds, force, note, wait }, call) {
      const edits = [{ kind: 'join' as const, instanceIds }];
      return commit({ act: 'clusters.joinMany', clusterId: id, edits, note, force, wait }, call);
    },

    async 'clusters.leave'({ id, instanceId, note }, call) {
      const edits = [{ kind: 'leave' as const, instanceIds: [instanceId] }];
      await commit({ act: 'clusters.leave', clusterId: id, edits, note }, call);
      return { instanceId };
    },

    async 'clusters.leaveMany'({ id, instanceIds, note }, call) {
      const edits = [{ kind: 'leave' as const, instanceIds }];
      await commit({ act: 'clusters.leaveMany', clusterId: id, edits, note }, call);
      return { instanceIds };
    },

    async 'clusters.version'({ id }, { signal }) {
      requireCluster(view, id);
      const inPlace = createPlaces(ASKED_AT_ONCE);
      const ask = async (instanceId: InstanceId) => {
        try {
          const { version, latencyMs } = await fleet.reach(instanceId, (elektrad) => elektrad.version(signal));
          fleet.sawAnswer(instanceId, latencyMs, version);
          return { instanceId, version, error: null };
        } catch (error) {
          // A cancelled question and a bug are everybody's; what a host answers, or does not, is its own.
          if (!isElektraError(error)) throw error;
          return { instanceId, version: null, error: { code: error.code, message: error.message } };
        }
      };
      const members = [...view.members(id)] as InstanceId[];
      return { instances: await Promise.all(members.map((each) => inPlace(id, () => ask(each)))) };
    },
  };
}
