import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import type { MetadataChange } from '../keys/metadata.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import type { Draft } from './draft.ts';
import { bury, buryMetakeys } from './tombstones.ts';
import { setSetting } from './set-setting.ts';

/** What the cluster itself sets at a key and below it. */
export function settingsAtOrBelow(view: ClusterView, clusterId: string, key: KeyName): readonly SettingRecord[] {
  return [...view.settings(clusterId).values()].filter((setting) => isAtOrBelow(setting.key as KeyName, key));
}

/** The cluster no longer sets these. `keep`: the members keep what they have. */
export function removeSettings(draft: Draft, clusterId: string, key: KeyName, keep: boolean): void {
  for (const setting of settingsAtOrBelow(draft.view, clusterId, key)) {
    draft.removeSetting(setting);
    if (!keep) bury(draft, setting);
  }
  if (keep) releaseRemovals(draft, clusterId, key);
}

/** What was to be removed and has not been yet stays too. */
function releaseRemovals(draft: Draft, clusterId: string, key: KeyName): void {
  const waiting = [...draft.view.tombstones(clusterId).values()];
  for (const tombstone of waiting) if (isAtOrBelow(tombstone.key as KeyName, key)) draft.removeTombstone(tombstone);
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
