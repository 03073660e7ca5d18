import type { clusterOperations } from '#shared/clusterd/clusters.ts';
import type { Call, Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { ClusterId, type Cluster } from '#shared/model/cluster.ts';
import type { Steps } from '../pace.ts';
import type { Ports } from '../ports.ts';
import type { Stamp } from '../registry/changes.ts';
import type { ClusterRecord, Effects } from '../registry/cluster-records.ts';
import type { Registry } from '../registry/registry.ts';
import { createDraft, type Draft } from '../settings/draft.ts';
import { refuseConflicts } from '../settings/refuse-conflicts.ts';
import { placeCluster, refuseTakenName, requireCluster } from '../settings/place-cluster.ts';
import { effectsOfRemoval } from '../settings/remove-cluster.ts';
import { memberHandlers, type MemberParts } from './cluster-members.ts';

interface Parts extends MemberParts {
  readonly registry: Registry;
  readonly ports: Pick<Ports, 'clock' | 'random' | 'log'>;
}

interface Noted {
  readonly note: string | null;
}

const byText = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Clusters and their place in the tree. Each change is one record of the history; what it means to the members is delivered without waiting here. */
export function clusterHandlers(parts: Parts): Handlers<typeof clusterOperations> {
  const { registry, ports } = parts;
  const view = registry.clusters;

  function shown(id: string): Cluster {
    const { placedNumber: _number, ...cluster } = requireCluster(view, id);
    return { ...cluster, members: view.members(id).size, settings: view.settings(id).size };
  }

  async function commit(
    act: string,
    id: string,
    { note }: Noted,
    { caller }: Pick<Call, 'caller'>,
    effects: (stamp: Stamp) => Steps<Effects | null>,
  ): Promise<void> {
    await registry.changes.commit({ act, clusterId: id, by: caller?.name ?? '', note, effects });
  }

  /** Changes fields that say nothing of what members get. */
  const withFields = (id: string, fields: Partial<Pick<ClusterRecord, 'paused' | 'policy'>>) => (stamp: Stamp) => {
    const draft = createDraft(view, stamp);
    draft.putCluster({ ...requireCluster(view, id), ...fields });
    return draft.effects();
  };

  return {
    ...memberHandlers(parts),

    async 'clusters.list'({ filter, offset, limit }) {
      const wanted = filter?.trim().toLowerCase() ?? '';
      const found = [...view.clusterIds()]
        .map((id) => requireCluster(view, id))
        .filter(({ name, description }) => `${name}\n${description}`.toLowerCase().includes(wanted))
        .sort((a, b) => byText.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
      return { items: found.slice(offset, offset + limit).map(({ id }) => shown(id)), total: found.length };
    },

    'clusters.get': async ({ id }) => shown(id),

    async 'clusters.create'({ id: given, note, ...fields }, call) {
      const id = given ?? ClusterId.parse(ports.random.id());
      await commit('clusters.create', id, { note }, call, (stamp) => {
        refuseTakenClusterId(view.cluster(id));
        if (fields.parentId !== null) requireCluster(view, fields.parentId);
        refuseTakenName(view, fields.parentId, fields.name, null);
        const draft = createDraft(view, stamp);
        draft.putCluster({ ...fields, id, paused: false, createdAt: ports.clock.now(), placedNumber: stamp.number });
        return draft.effects();
      });
      return shown(id);
    },

    async 'clusters.change'({ id, note, force, parentId, ...fields }, call) {
      await commit('clusters.change', id, { note }, call, function* (stamp) {
        const draft = createDraft(view, stamp);
        const cluster = requireCluster(view, id);
        describe(draft, cluster, fields);
        const parent = parentId === undefined ? cluster.parentId : parentId;
        if (parent === cluster.parentId) refuseTakenName(view, parent, fields.name ?? cluster.name, id);
        else yield* placeCluster(draft, id, parent);
        refuseConflicts(view, draft.conflicts(), force);
        return yield* draft.effects();
      });
      return shown(id);
    },

    async 'clusters.remove'({ id, force, note }, call) {
      await commit('clusters.remove', id, { note }, call, (stamp) => effectsOfRemoval(view, id, stamp, force));
      return { id };
    },

    async 'clusters.duplicate'({ id, name, note }, call) {
      const copy = ClusterId.parse(ports.random.id());
      await commit('clusters.duplicate', copy, { note }, call, function* (stamp) {
        const cluster = requireCluster(view, id);
        refuseTakenName(view, cluster.parentId, name, null);
        const draft = createDraft(view, stamp);
        draft.putCluster({ ...cluster, id: copy, name, createdAt: ports.clock.now(), placedNumber: stamp.number });
        for (const setting of view.settings(id).values()) {
          draft.putSetting({ ...setting, clusterId: copy, ...stamp });
          yield;
        }
        return yield* draft.effects();
      });
      return shown(copy);
    },

    async 'clusters.setPaused'({ id, paused, note }, call) {
      await commit('clusters.setPaused', id, { note }, call, withFields(id, { paused }));
      return shown(id);
    },

    async 'clusters.setPolicy'({ id, policy, note }, call) {
      await commit('clusters.setPolicy', id, { note }, call, withFields(id, { policy }));
      return shown(id);
    },
  };
}

function describe(
  draft: Draft,
  cluster: ClusterRecord,
  {
    name = cluster.name,
    description = cluster.description,
  }: { name?: string | undefined; description?: string | undefined },
): void {
  draft.putCluster({ ...cluster, name, description });
}

function refuseTakenClusterId(existing: ClusterRecord | undefined): void {
  if (existing === undefined) return;
  const { id, name } = existing;
  const message = `The cluster ${name} has the id ${id} already. Leave the id out, or choose another.`;
  throw new ElektraError('CLUSTER_ALREADY_EXISTS', message, { data: { existing: { id, name } } });
}
