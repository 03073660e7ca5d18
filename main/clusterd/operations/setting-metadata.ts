import type { settingOperations } from '#shared/clusterd/settings.ts';
import type { Call, Handlers, InputOf } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { givenMetadata } from '../keys/metadata.ts';
import { refuseChangedMetadata } from '../keys/refuse-changed.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { settingReading } from '../settings/read-settings.ts';
import { settingName } from '../settings/setting-name.ts';
import { settingCommits } from './setting-commits.ts';
import type { SettingParts } from './settings.ts';

type SettingMetadata = Pick<
  typeof settingOperations,
  'settings.setMeta' | 'settings.removeMeta' | 'settings.setMetaMany'
>;

interface MetadataAct extends Omit<InputOf<SettingMetadata['settings.setMetaMany']>, 'force'> {
  readonly act: keyof SettingMetadata;
  readonly force?: boolean;
  readonly mustExist: boolean;
}

/** Acts on the metadata that a cluster sets of one key. */
export function settingMetadataHandlers(parts: Omit<SettingParts, 'fleet'>): Handlers<SettingMetadata> {
  const commit = settingCommits(parts);

  async function change({ act, name: text, meta, keep, basedOn, mustExist, ...change }: MetadataAct, call: Call) {
    const name = settingName(text);
    const given = givenMetadata(name, meta);
    const check = (view: ClusterView) => {
      const before = settingReading(name, view.settings(change.id).get(name));
      if (mustExist && !before.exists) {
        const message = `The cluster itself does not set ${name}.`;
        throw new ElektraError('KEY_NOT_FOUND', message, { data: { key: name } });
      }
      refuseChangedMetadata(basedOn, before, given, parts.ports.digest);
    };
    return commit(act, change, [{ kind: 'meta', key: name, meta, keep }], call, check);
  }

  return {
    async 'settings.setMeta'({ key, value, ...rest }, call) {
      return change({ ...rest, act: 'settings.setMeta', meta: [{ key, value }], mustExist: false }, call);
    },
    async 'settings.removeMeta'({ key, ...rest }, call) {
      return change({ ...rest, act: 'settings.removeMeta', meta: [{ key, value: null }], mustExist: true }, call);
    },
    async 'settings.setMetaMany'(input, call) {
      return change({ ...input, act: 'settings.setMetaMany', mustExist: false }, call);
    },
  };
}
