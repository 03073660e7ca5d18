import { pageFields } from '#shared/contract/page.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Instance } from '#shared/model/instance.ts';
import { applyEdits, rollOut } from './fake-cluster-edits.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import type { ClusterdHandlers } from './fake-send.ts';

type ClusterOperation = Extract<keyof ClusterdHandlers, `clusters.${string}`>;

/** The operations on clusters and their members. */
export function clusterActsOf(fake: FakeClusterd): Pick<ClusterdHandlers, ClusterOperation> {
  const { clusters } = fake;
  const counted = (id: string) => ({ ...clusters.get(id), members: directMembers(id).length });
  const directMembers = (id: string) => [...fake.instances.values()].filter(({ clusterId }) => clusterId === id);
  const page = <T>(all: readonly T[], offset = 0, limit = pageFields.limit.parse(undefined)) => ({
    items: all.slice(offset, offset + limit),
    total: all.length,
  });
  const join = (id: string, instanceIds: readonly Instance['id'][]) => {
    applyEdits(fake, id, [{ kind: 'join', instanceIds: [...instanceIds] }]);
    return rollOut(fake, id, [{ kind: 'join', instanceIds: [...instanceIds] }], null);
  };
  const leave = (id: string, instanceIds: readonly Instance['id'][]) =>
    applyEdits(fake, id, [{ kind: 'leave', instanceIds: [...instanceIds] }]);

  return {
    'clusters.list': async ({ offset, limit }) => {
      const all = [...clusters.items.keys()].map(counted).sort((a, b) => a.name.localeCompare(b.name));
      return page(all, offset, limit);
    },
    'clusters.create': async ({ name, parentId, description, policy }) => {
      clusters.refuseTakenName(name, parentId);
      const { id } = clusters.add(name, parentId);
      return clusters.put(id, { description, policy });
    },
    'clusters.get': async ({ id }) => counted(id),
    'clusters.change': async ({ id, name, description, parentId }) => {
      const { name: now, parentId: above } = clusters.get(id);
      clusters.refuseTakenName(name ?? now, parentId === undefined ? above : parentId, id);
      const changed = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
      clusters.put(id, { ...changed, ...(parentId !== undefined && { parentId }) });
      return counted(id);
    },
    'clusters.remove': async ({ id, force }) => {
      const { parentId } = clusters.get(id);
      const members = directMembers(id);
      const children = [...clusters.items.values()].filter((other) => other.parentId === id);
      if (!force && members.length + children.length > 0) {
        const data = { members: members.length, children: children.length };
        throw new ElektraError('CLUSTER_NOT_EMPTY', undefined, { data });
      }
      members.forEach((member) => fake.instances.set(member.id, { ...member, clusterId: null }));
      children.forEach((child) => clusters.put(child.id, { parentId }));
      clusters.items.delete(id);
      clusters.settings.delete(id);
      return { id };
    },
    'clusters.duplicate': async ({ id, name }) => {
      const { parentId, description, policy } = clusters.get(id);
      clusters.refuseTakenName(name, parentId);
      const copy = clusters.add(name, parentId);
      clusters.settings.set(copy.id, new Map(clusters.settings.get(id)));
      return clusters.put(copy.id, { description, policy });
    },
    'clusters.setPaused': async ({ id, paused }) => {
      clusters.put(id, { paused });
      return counted(id);
    },
    'clusters.setPolicy': async ({ id, policy }) => {
      clusters.put(id, { policy });
      return counted(id);
    },
    'clusters.members': async ({ id, below, offset, limit }) =>
      page(below ? clusters.membersBelow(id, fake.instances.values()) : directMembers(id), offset, limit),
    'clusters.join': async ({ id, instanceId }) => join(id, [instanceId]),
    'clusters.joinMany': async ({ id, instanceIds }) => join(id, instanceIds),
    'clusters.leave': async ({ id, instanceId }) => {
      leave(id, [instanceId]);
      return { instanceId };
    },
    'clusters.leaveMany': async ({ id, instanceIds }) => {
      leave(id, instanceIds);
      return { instanceIds };
    },
    'clusters.version': async ({ id }) => ({
      instances: directMembers(id).map((member) => ({ instanceId: member.id, version: null, error: null })),
    }),
  };
}
