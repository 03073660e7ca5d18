import type { PlanConflict } from '#shared/clusterd/plans.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { Draft } from './draft.ts';
import { sameContent } from './setting-content.ts';
import { endTombstone } from './tombstones.ts';
import { pathOf } from './tree.ts';

export interface SettingContent {
  readonly value: string | null;
  readonly meta: Metadata;
}

/** Sets a key, unless a cluster above does; what clusters below set of it is taken over. */
export function setSetting(draft: Draft, clusterId: string, key: string, content: SettingContent): void {
  const before = draft.view.settings(clusterId).get(key);
  if (before !== undefined && sameContent(before, content)) return;
  const above = pathOf(draft.view, clusterId).slice(1);
  const refusing = above.flatMap(({ id }) => draft.view.settings(id).get(key) ?? []);
  if (refusing.length > 0) {
    for (const setting of refusing) draft.noteConflict(conflictOf(setting, 'above'));
    return;
  }
  for (const id of draft.setBelow(clusterId)) {
    takeOver(draft, id, key);
    endTombstone(draft, id, key, content.meta);
  }
  endTombstone(draft, clusterId, key, content.meta);
  draft.putSetting({ clusterId, key, value: content.value, meta: content.meta, ...draft.stamp });
}

/** A cluster above sets the key now: what this one set of it is not to be removed anywhere. */
export function takeOver(draft: Draft, clusterId: string, key: string): void {
  const setting = draft.view.settings(clusterId).get(key);
  if (setting === undefined) return;
  draft.noteConflict(conflictOf(setting, 'below'));
  draft.removeSetting({ clusterId, key });
}

function conflictOf({ key, clusterId, by, at }: SettingRecord, where: PlanConflict['where']): PlanConflict {
  return { key, clusterId: clusterId as PlanConflict['clusterId'], where, by, at };
}
