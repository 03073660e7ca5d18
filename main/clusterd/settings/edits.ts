import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import { afterMetadata } from '../keys/metadata.ts';
import type { Steps } from '../pace.ts';
import type { Stamp } from '../registry/changes.ts';
import type { Effects } from '../registry/cluster-records.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { createDraft, type Draft } from './draft.ts';
import { placeCluster, requireCluster } from './place-cluster.ts';
import { joinInstances, leaveInstances } from './place-instances.ts';
import { changeMetadata, removeSettings } from './remove-settings.ts';
import { givenSettingMetadata, requireCarriedValue } from './setting-content.ts';
import { settingName, settingPlace } from './setting-name.ts';
import { refuseConflicts } from './refuse-conflicts.ts';
import { setSetting } from './set-setting.ts';
import { shiftSettings, transferSettings } from './transfer-settings.ts';

/**
 * What edits of a cluster do, one after another, as one change; null: nothing. What the view shows must stay as it is until the end.
 * @throws ElektraError SETTING_CONFLICT, and all that makes an edit impossible
 */
export function* effectsOfEdits(
  view: ClusterView,
  clusterId: string,
  edits: readonly ClusterEdit[],
  stamp: Stamp,
  force: boolean,
): Steps<Effects | null> {
  const draft = yield* draftOfEdits(view, clusterId, edits, stamp, force);
  refuseConflicts(view, draft.conflicts(), force);
  return yield* draft.effects();
}

/** The edits done in a draft, whatever stands against them: what is set above is left as it is, what is set below is taken over. */
export function* draftOfEdits(
  view: ClusterView,
  clusterId: string,
  edits: readonly ClusterEdit[],
  stamp: Stamp,
  force: boolean,
): Steps<Draft> {
  requireCluster(view, clusterId);
  const draft = createDraft(view, stamp);
  for (const edit of edits) {
    yield* applyEdit(draft, clusterId, edit, force);
    yield;
  }
  return draft;
}

function* applyEdit(draft: Draft, clusterId: string, edit: ClusterEdit, force: boolean): Steps<void> {
  switch (edit.kind) {
    case 'set':
      return applySet(draft, clusterId, edit);
    case 'meta': {
      const key = settingName(edit.key);
      return changeMetadata(draft, clusterId, key, givenSettingMetadata(key, edit.meta), edit.keep);
    }
    case 'remove':
      return yield* removeSettings(draft, clusterId, settingPlace(edit.key), edit.keep);
    case 'move':
    case 'copy': {
      const [source, target] = [settingPlace(edit.key), settingPlace(edit.target)];
      return yield* transferSettings(draft, clusterId, { source, target, keepsSource: edit.kind === 'copy' });
    }
    case 'shift':
      return yield* shiftSettings(draft, clusterId, settingPlace(edit.key), edit.to);
    case 'join':
      return yield* joinInstances(draft, clusterId, edit.instanceIds, force);
    case 'leave':
      return yield* leaveInstances(draft, clusterId, edit.instanceIds);
    case 'place':
      return yield* placeCluster(draft, clusterId, edit.parentId);
  }
}

function applySet(draft: Draft, clusterId: string, edit: Extract<ClusterEdit, { kind: 'set' }>): void {
  const key = settingName(edit.key);
  const entries = Object.entries(edit.meta ?? {}).map(([metakey, value]) => ({ key: metakey, value }));
  const given = givenSettingMetadata(key, entries);
  if (edit.value !== null) requireCarriedValue(key, edit.value);
  const before = draft.view.settings(clusterId).get(key);
  const content = { value: edit.value ?? before?.value ?? null, meta: afterMetadata(before?.meta ?? {}, given) };
  if (content.value === null && Object.keys(content.meta).length === 0) return;
  setSetting(draft, clusterId, key, content);
}
