import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isAtOrBelow, KeyNameProblem, replacePrefix, type KeyName } from '#shared/model/key-name.ts';
import { invalidName } from '../keys/names.ts';
import type { Steps } from '../pace.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { Draft } from './draft.ts';
import { requireCluster } from './place-cluster.ts';
import { settingsAtOrBelow } from './remove-settings.ts';
import { setSetting } from './set-setting.ts';
import { settingName } from './setting-name.ts';
import { bury } from './tombstones.ts';

interface Transfer {
  readonly source: KeyName;
  readonly target: KeyName;
  /** A copy, not a move. */
  readonly keepsSource: boolean;
}

/**
 * Sets what the cluster sets at and below one key at and below another one.
 * @throws ElektraError KEY_NOT_FOUND, KEY_NAME_INVALID, TARGET_EXISTS
 */
export function* transferSettings(
  draft: Draft,
  clusterId: string,
  { source, target, keepsSource }: Transfer,
): Steps<void> {
  if (isAtOrBelow(source, target) || (!keepsSource && isAtOrBelow(target, source))) {
    const act = keepsSource ? 'copied onto itself' : 'moved into itself';
    throw invalidName(target, `A key cannot be ${act}, nor onto a key that is above it.`);
  }
  const settings = requireSettings(draft, clusterId, source);
  const [taken] = settingsAtOrBelow(draft, clusterId, target);
  if (taken !== undefined) {
    const message = `The cluster sets ${taken.key} already. Choose another name, or remove that setting first.`;
    throw new ElektraError('TARGET_EXISTS', message, { data: { key: taken.key } });
  }
  const arriving: { readonly setting: SettingRecord; readonly name: KeyName }[] = [];
  for (const setting of settings) {
    arriving.push({ setting, name: settingName(renamed(setting, source, target)) });
    yield;
  }
  if (!keepsSource) {
    for (const setting of settings) {
      draft.removeSetting(setting);
      bury(draft, setting);
      yield;
    }
  }
  for (const { setting, name } of arriving) {
    setSetting(draft, clusterId, name, setting);
    yield;
  }
}

/**
 * What the cluster sets at and below a key becomes a setting of its parent or of a child. Instances that no longer get it keep what they have.
 * @throws ElektraError KEY_NOT_FOUND, CLUSTER_NOT_FOUND when `to` is neither
 */
export function* shiftSettings(draft: Draft, clusterId: string, key: KeyName, to: string): Steps<void> {
  const [from, other] = [requireCluster(draft.view, clusterId), requireCluster(draft.view, to)];
  if (other.id !== from.parentId && other.parentId !== from.id) {
    const message = `${other.name} is neither the parent of ${from.name} nor a cluster directly below it. Choose one of these.`;
    throw new ElektraError('CLUSTER_NOT_FOUND', message, { data: { id: to } });
  }
  const settings = requireSettings(draft, clusterId, key);
  for (const setting of settings) {
    draft.removeSetting(setting);
    yield;
  }
  for (const setting of settings) {
    setSetting(draft, to, setting.key, setting);
    yield;
  }
}

function requireSettings(draft: Draft, clusterId: string, key: KeyName): readonly SettingRecord[] {
  const settings = settingsAtOrBelow(draft, clusterId, key);
  if (settings.length > 0) return settings;
  const message = `The cluster itself sets neither ${key} nor a key below it.`;
  throw new ElektraError('KEY_NOT_FOUND', message, { data: { key } });
}

function renamed({ key }: SettingRecord, source: KeyName, target: KeyName): string {
  try {
    return replacePrefix(key as KeyName, source, target);
  } catch (problem) {
    throw problem instanceof KeyNameProblem ? invalidName(key, `${key}: ${problem.message}`) : problem;
  }
}
