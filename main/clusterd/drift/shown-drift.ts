import type { DriftedKey, InstanceDrift } from '#shared/clusterd/drift.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { SecretKeys } from '../registry/secret-keys.ts';
import type { DriftFound } from './drifted-keys.ts';
import type { Finding } from './findings.ts';

/** What was found as it is answered; null: there is nothing to tell. `secrets`: which values are hidden besides those that say so; null: none are. */
export function shownDrift(
  instanceId: InstanceId,
  { checkedAt, error, keys, shadows }: Finding,
  givenUp: string[],
  secrets: SecretKeys | null,
): InstanceDrift | null {
  if (error === null && keys.length + shadows.length + givenUp.length === 0) return null;
  const shown = keys.map((found) => shownKey(found, secrets));
  return { instanceId, checkedAt, error, keys: shown, shadows: [...shadows], givenUp };
}

function shownKey({ setting, actual, isSecret }: DriftFound, secrets: SecretKeys | null): DriftedKey {
  const { key, value, meta } = setting;
  const isHidden = secrets !== null && (isSecret || secrets.has(setting.key));
  const hidden = <T extends { readonly value: string | null }>(side: T) => (isHidden ? { ...side, value: null } : side);
  return {
    key,
    clusterId: ClusterId.parse(setting.clusterId),
    expected: hidden({ value, meta }),
    actual: actual === null ? null : hidden(actual),
  };
}
