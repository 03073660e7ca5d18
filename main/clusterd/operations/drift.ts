import type { driftOperations } from '#shared/clusterd/drift.ts';
import type { Call, Handlers } from '#shared/contract/operation.ts';
import { mayUse } from '#shared/contract/roles.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { acceptingEdits, clusterOf } from '../drift/accepted.ts';
import type { Drift } from '../drift/drift.ts';
import type { Fleet } from '../instances/fleet.ts';
import { missing } from '../keys/missing.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { Registry } from '../registry/registry.ts';
import { commitEdits } from '../settings/commit-edits.ts';
import type { Effective } from '../settings/effective.ts';
import { requireCluster } from '../settings/place-cluster.ts';
import { settingName } from '../settings/setting-name.ts';

interface Parts {
  readonly registry: Pick<Registry, 'changes' | 'clusters'>;
  readonly effective: Pick<Effective, 'settings'>;
  readonly fleet: Pick<Fleet, 'reach'>;
  readonly delivering: Pick<Delivering, 'delivered'>;
  readonly drift: Drift;
}

/** Progress is told after so many instances, and at the end. */
const TOLD_EVERY = 50;

export function driftHandlers({
  registry,
  effective,
  fleet,
  delivering,
  drift,
}: Parts): Handlers<typeof driftOperations> {
  const maySee = ({ caller }: Pick<Call, 'caller'>) => mayUse(caller?.role ?? null, 'operator');

  /** @throws ElektraError KEY_NAME_INVALID, KEY_NOT_FOUND */
  function settingsOf(instanceId: string, keys: readonly string[]): readonly SettingRecord[] {
    const settings = effective.settings(instanceId);
    return [...new Set(keys.map(settingName))].map((key) => {
      const setting = settings.get(key);
      if (setting !== undefined) return setting;
      throw new ElektraError('KEY_NOT_FOUND', `No cluster of this instance sets ${key} any more.`, { data: { key } });
    });
  }

  return {
    async 'drift.get'({ id }, call) {
      requireCluster(registry.clusters, id);
      return drift.of(id, maySee(call));
    },

    async 'drift.check'({ id }, call) {
      requireCluster(registry.clusters, id);
      const progress = (done: number, total: number) => {
        if (done % TOLD_EVERY === 0 || done === total) call.report?.({ done, total });
      };
      await drift.check(id, progress, call.signal);
      return drift.of(id, maySee(call));
    },

    async 'drift.accept'({ id, instanceId, keys, note, wait }, { caller, signal }) {
      requireCluster(registry.clusters, id);
      drift.requireMember(id, instanceId);
      const settings = settingsOf(instanceId, keys);
      const clusterId = clusterOf(settings);
      const names = settings.map(({ key }) => key);
      const readings = await fleet.reach(instanceId, (elektrad) => elektrad.readMany(names, signal));
      const edits = settings.flatMap((each, at) => acceptingEdits(each, readings[at] ?? missing(each.key)));
      const act = { act: 'drift.accept', by: caller?.name ?? '', note, force: false, wait };
      return commitEdits({ registry, delivering }, { ...act, clusterId, edits }, signal);
    },

    async 'drift.reapply'({ id, instanceIds, keys, wait }, { signal }) {
      requireCluster(registry.clusters, id);
      return drift.reapply(id, { instanceIds, keys: keys?.map(settingName), wait }, signal);
    },
  };
}
