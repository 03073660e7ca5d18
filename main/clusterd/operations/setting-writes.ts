import type { settingOperations } from '#shared/clusterd/settings.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { refuseChangedValue } from '../keys/refuse-changed.ts';
import { givenKeys } from '../keys/set-all.ts';
import { createPace, mapPaced } from '../pace.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { settingReading } from '../settings/read-settings.ts';
import { settingName, settingPlace } from '../settings/setting-name.ts';
import { settingCommits } from './setting-commits.ts';
import type { SettingParts } from './settings.ts';

type SettingWriteOperations = Pick<typeof settingOperations, 'settings.set' | 'settings.remove' | 'settings.setAll'>;

/** Acts on what a cluster sets. Each is one change, delivered to all members. */
export function settingWriteHandlers(parts: Omit<SettingParts, 'fleet'>): Handlers<SettingWriteOperations> {
  const { digest, clock } = parts.ports;
  const commit = settingCommits(parts);
  const reading = (view: ClusterView, id: string, key: string) => settingReading(key, view.settings(id).get(key));

  return {
    async 'settings.set'({ key: text, value, basedOn, mustBeNew, ...change }, call) {
      const key = settingName(text);
      const check = (view: ClusterView) => {
        const before = reading(view, change.id, key);
        if (mustBeNew && before.exists) throw taken(key);
        refuseChangedValue(basedOn, before, { value }, digest);
      };
      return commit('settings.set', change, [{ kind: 'set', key, value }], call, check);
    },

    async 'settings.remove'({ key: text, keep, basedOn, ...change }, call) {
      const key = settingPlace(text);
      const check = (view: ClusterView) => refuseChangedValue(basedOn, reading(view, change.id, key), null, digest);
      return commit('settings.remove', change, [{ kind: 'remove', key, keep }], call, check);
    },

    async 'settings.setAll'({ key, configurations, ...change }, call) {
      const pace = createPace(clock, call.signal);
      const given = await givenKeys(settingPlace(key), configurations, pace);
      const edits = await mapPaced(given, pace, ([name, { value, meta }]) => {
        const set = [...meta].filter((entry): entry is [string, string] => entry[1] !== null);
        return { kind: 'set' as const, key: name, value, meta: Object.fromEntries(set) };
      });
      return commit('settings.setAll', change, edits, call);
    },
  };
}

function taken(key: string): ElektraError {
  const message = `The cluster sets ${key} already. Choose another name, or edit that setting.`;
  return new ElektraError('TARGET_EXISTS', message, { data: { key } });
}
