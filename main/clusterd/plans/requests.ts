import type { SettingRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import type { Outlook } from './outlook.ts';
import type { Wanted } from './read-members.ts';
import { shadowsOf } from './shadows.ts';
import type { TouchedAlike, TouchedKey } from './touched.ts';

/** What an outlook wants to know of one instance. */
export interface Request extends Wanted {
  /** In the order of `keys`. */
  readonly touched: readonly TouchedKey[];
  /** A cluster that it will be in is paused. */
  readonly isPaused: boolean;
}

/** One request for each instance of which a key is touched. Instances that are alike share the lists. */
export function requestsOf({ touched, after }: Outlook): readonly Request[] {
  return touched.flatMap((alike) => {
    if (alike.keys.length === 0) return [];
    const shared = {
      touched: alike.keys,
      keys: alike.keys.map(({ key }) => key),
      shadows: shadowsIn(alike, after),
      isPaused: alike.to.some((id) => after.cluster(id)?.paused === true),
    };
    return alike.instances.map((instanceId) => ({ instanceId, ...shared }));
  });
}

/** Of what is newly set; a name that is set as well is no surprise to anyone. */
function shadowsIn({ keys, to }: TouchedAlike, view: ClusterView): readonly string[] {
  const isSet = (key: string) => to.some((id) => view.settings(id).has(key));
  const isNew = ({ before, after }: TouchedKey) =>
    setsValue(after) && !(setsValue(before) && before.number === after.number);
  return [...new Set(keys.filter(isNew).flatMap(({ key }) => shadowsOf(key)))].filter((name) => !isSet(name));
}

function setsValue(setting: SettingRecord | null): setting is SettingRecord {
  return setting !== null && setting.value !== null;
}
