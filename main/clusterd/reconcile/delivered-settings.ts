import type { DeliveryRecord, SettingRecord } from '../registry/cluster-records.ts';
import type { DueKey, Effective } from '../settings/effective.ts';

/** What is delivered to an instance and has to be there, by key: not what is on its way, nor what it has refused. */
export function delivered(
  effective: Pick<Effective, 'due' | 'settings'>,
  instanceId: string,
  record: DeliveryRecord,
): ReadonlyMap<string, SettingRecord> {
  const due = effective.due(instanceId, record);
  if (due.compare) return new Map();
  const open = new Set(due.keys.map(({ key }) => key));
  const isThere = ({ key, number }: SettingRecord) => !open.has(key) && record.rejected[key]?.number !== number;
  return new Map([...effective.settings(instanceId)].filter(([, setting]) => isThere(setting)));
}

export function isSameSetting(a: SettingRecord | undefined, b: SettingRecord): boolean {
  return a !== undefined && a.clusterId === b.clusterId && a.number === b.number;
}

/** The setting as something that is to be delivered. */
export function dueAgain({ key, number, clusterId, value, meta }: SettingRecord): DueKey {
  return { key, number, clusterId, set: { value, meta }, gone: [] };
}
