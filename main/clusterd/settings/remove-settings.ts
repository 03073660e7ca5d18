import type { KeyName } from '#shared/model/key-name.ts';
import type { MetadataChange } from '../keys/metadata.ts';
import type { Steps } from '../pace.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { Draft } from './draft.ts';
import { bury, buryMetakeys } from './tombstones.ts';
import { setSetting } from './set-setting.ts';

/** What the cluster itself sets at a key and below it. */
export function settingsAtOrBelow(draft: Draft, clusterId: string, key: KeyName): readonly SettingRecord[] {
  const settings = draft.view.settings(clusterId);
  return draft.namesAtOrBelow(clusterId, key).flatMap((name) => settings.get(name) ?? []);
}

/** The cluster no longer sets these. `keep`: the members keep what they have, also of what was to be removed and has not been yet. */
export function* removeSettings(draft: Draft, clusterId: string, key: KeyName, keep: boolean): Steps<void> {
  for (const setting of settingsAtOrBelow(draft, clusterId, key)) {
    draft.removeSetting(setting);
    if (!keep) bury(draft, setting);
    yield;
  }
  if (!keep) return;
  const tombstones = draft.view.tombstones(clusterId);
  for (const name of draft.namesAtOrBelow(clusterId, key)) {
    const waiting = tombstones.get(name);
    if (waiting !== undefined) draft.removeTombstone(waiting);
    yield;
  }
}

/** Metakeys that are set or, where the change says null, no longer set. A setting without a value goes with its last metakey. */
export function changeMetadata(
  draft: Draft,
  clusterId: string,
  key: KeyName,
  change: MetadataChange,
  keep: boolean,
): void {
  const before = draft.view.settings(clusterId).get(key);
  const set = [...change].filter((entry): entry is [string, string] => entry[1] !== null);
  const gone = Object.keys(before?.meta ?? {}).filter((metakey) => change.get(metakey) === null);
  const kept = Object.entries(before?.meta ?? {}).filter(([metakey]) => !change.has(metakey));
  const content = { value: before?.value ?? null, meta: Object.fromEntries([...kept, ...set]) };
  const isEmpty = content.value === null && Object.keys(content.meta).length === 0;
  if (before !== undefined && isEmpty) draft.removeSetting(before);
  else if (!isEmpty) setSetting(draft, clusterId, key, content);
  if (gone.length > 0 && !keep) buryMetakeys(draft, clusterId, key, gone);
}
