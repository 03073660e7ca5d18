import type { settingOperations } from '#shared/clusterd/settings.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isSecret } from '#shared/model/key.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { readMirrored } from '../keys/mirrored.ts';
import { refuseNotCarried } from '../keys/restrictions.ts';
import { readSubtree } from '../keys/subtree.ts';
import type { TurnReads } from '../ports.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { requireCluster } from '../settings/place-cluster.ts';
import { settingPlace } from '../settings/setting-name.ts';
import { pathOf, wayOf } from '../settings/tree.ts';
import { settingCommits } from './setting-commits.ts';
import type { SettingParts } from './settings.ts';

type SettingTransfers = Pick<
  typeof settingOperations,
  'settings.move' | 'settings.copy' | 'settings.shift' | 'settings.lift'
>;

type SetEdit = Extract<ClusterEdit, { kind: 'set' }>;

/** Acts by which what is set somewhere, or held by a member, is set elsewhere. */
export function settingTransferHandlers(parts: SettingParts): Handlers<SettingTransfers> {
  const { registry, fleet } = parts;
  const commit = settingCommits(parts);

  return {
    async 'settings.move'({ key, target, ...change }, call) {
      return commit('settings.move', change, [{ kind: 'move', key, target }], call);
    },

    async 'settings.copy'({ key, target, ...change }, call) {
      return commit('settings.copy', change, [{ kind: 'copy', key, target }], call);
    },

    async 'settings.shift'({ key, to, ...change }, call) {
      return commit('settings.shift', change, [{ kind: 'shift', key, to }], call);
    },

    async 'settings.lift'({ key, instanceId, ...change }, call) {
      const name = settingPlace(key);
      const check = (view: ClusterView) => requireMember(view, change.id, instanceId);
      check(registry.clusters);
      const edits = await fleet.reach(instanceId, (elektrad) =>
        elektrad.turn((turn) => liftedEdits(turn, name), call.signal),
      );
      const above = pathOf(registry.clusters, change.id).slice(1);
      const isSetAbove = (each: string) => above.some((cluster) => registry.clusters.settings(cluster.id).has(each));
      // What is set above comes from there already; a subtree may well have some of that.
      const open = edits.filter((edit) => !isSetAbove(edit.key));
      return commit('settings.lift', change, open.length === 0 ? edits : open, call, check);
    },
  };
}

/** What sets a subtree as it is on an instance, without what metadata only mirrors of `spec:`. @throws ElektraError KEY_NOT_FOUND, VALUE_NOT_CARRIED */
async function liftedEdits(turn: TurnReads, name: KeyName): Promise<readonly SetEdit[]> {
  const keys = await readSubtree(turn, name);
  if (keys.length === 0) {
    const message = `The instance has no key ${name}, nor any below it.`;
    throw new ElektraError('KEY_NOT_FOUND', message, { data: { key: name } });
  }
  refuseNotCarried(keys);
  const mirrored = await readMirrored(turn, keys);
  return keys.map((key) => {
    const fromSpec = mirrored(key);
    // A secret stays one, also where nothing else of the cluster says so.
    const isOwn = (metakey: string, text: string) => !fromSpec.has(metakey) || isSecret({ [metakey]: text });
    const own = Object.entries(key.meta).filter(([metakey, text]) => isOwn(metakey, text));
    return { kind: 'set', key: key.name, value: key.value ?? '', meta: Object.fromEntries(own) };
  });
}

/** @throws ElektraError CLUSTER_NOT_FOUND, INSTANCE_NOT_FOUND, INSTANCE_NOT_IN_CLUSTER */
function requireMember(view: ClusterView, clusterId: string, instanceId: string): void {
  requireCluster(view, clusterId);
  if (view.place(instanceId) === undefined) {
    throw new ElektraError('INSTANCE_NOT_FOUND', undefined, { data: { id: instanceId } });
  }
  if (wayOf(view, instanceId).some(({ cluster }) => cluster.id === clusterId)) return;
  throw new ElektraError(
    'INSTANCE_NOT_IN_CLUSTER',
    `The instance ${instanceId} is not in this cluster. Reload its members.`,
    {
      data: { instanceId, clusterId },
    },
  );
}
