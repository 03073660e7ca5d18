import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Shadow } from '#shared/clusterd/plans.ts';
import { isForeign, refuseForeign } from '../identity/refuse.ts';
import type { MemberReader } from '../plans/read-members.ts';
import { createShadowList, shadowsOf } from '../plans/shadows.ts';
import type { Clock } from '../ports.ts';
import { delivered, isSameSetting } from '../reconcile/delivered-settings.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';
import type { Registry } from '../registry/registry.ts';
import type { Effective } from '../settings/effective.ts';
import { driftOf, type DriftFound } from './drifted-keys.ts';
import type { Finding } from './findings.ts';

export interface CheckParts {
  readonly registry: Pick<Registry, 'instances'>;
  readonly effective: Pick<Effective, 'due' | 'settings' | 'isPaused'>;
  readonly delivering: Pick<Delivering, 'record'>;
  readonly reader: MemberReader;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Compares one instance with what was delivered to it. What is on its way before or after is left out, so that no delivery looks like drift.
 * `former`: what was found the last time, of which the keys stay where it cannot be asked. null: there is nothing to compare, or its cluster is paused.
 * @throws CancelledError
 */
export async function checkMember(
  { registry, effective, delivering, reader, clock }: CheckParts,
  instanceId: string,
  former: Finding | undefined,
  signal: AbortSignal,
): Promise<Finding | null> {
  const instance = registry.instances.get(instanceId);
  if (instance === undefined || instance.clusterId === null || effective.isPaused(instanceId)) return null;
  const unread = (error: Finding['error']): Finding => ({ ...(former ?? NEVER), error });
  if (isForeign(instance))
    return unread(refusalOf(() => refuseForeign(instance, registry.instances.get(instance.identity.other ?? ''))));
  const managed = delivered(effective, instanceId, delivering.record(instanceId));
  const settings = effective.settings(instanceId);
  const keys = [...managed.keys()];
  const reading = await reader.one({ instanceId, keys, shadows: shadowNames(managed, settings) }, signal);
  const at = registry.instances.get(instanceId);
  if (at === undefined || at.clusterId !== instance.clusterId || at.canonicalHost !== instance.canonicalHost)
    return null;
  if (!reading.ok) return unread(reading.error);
  const record = delivering.record(instanceId);
  const still = delivered(effective, instanceId, record);
  const found = reading.keys.flatMap((each, index): DriftFound[] => {
    const setting = managed.get(keys[index] ?? '');
    if (setting === undefined || !isSameSetting(still.get(setting.key), setting)) return [];
    const drift = driftOf(setting, each, record);
    return drift === null ? [] : [drift];
  });
  return { checkedAt: clock.now(), error: null, keys: found, shadows: shadowsIn(instanceId, reading.shadows, managed) };
}

const NEVER: Finding = { checkedAt: null, error: null, keys: [], shadows: [] };

function shadowNames(
  managed: ReadonlyMap<string, SettingRecord>,
  settings: ReadonlyMap<string, SettingRecord>,
): readonly string[] {
  const valued = [...managed.values()].filter(({ value }) => value !== null);
  return [...new Set(valued.flatMap(({ key }) => shadowsOf(key)))].filter((name) => !settings.has(name));
}

function shadowsIn(
  instanceId: string,
  names: readonly string[],
  managed: ReadonlyMap<string, SettingRecord>,
): Shadow[] {
  const list = createShadowList();
  list.add(
    instanceId,
    names,
    new Set([...managed.values()].flatMap(({ key, value }) => (value === null ? [] : [key]))),
  );
  return list.all();
}

function refusalOf(act: () => void): Finding['error'] {
  try {
    act();
    return null;
  } catch (error) {
    if (isElektraError(error)) return { code: error.code, message: error.message };
    throw error;
  }
}
