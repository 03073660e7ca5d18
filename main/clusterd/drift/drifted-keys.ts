import type { Side } from '#shared/clusterd/plans.ts';
import { isSecret } from '#shared/model/key.ts';
import { dueAgain } from '../reconcile/delivered-settings.ts';
import { isAsDue } from '../reconcile/key-due.ts';
import { pickedMetadata } from '../keys/picked-metadata.ts';
import type { KeyReading } from '../ports.ts';
import type { DeliveryRecord, SettingRecord } from '../registry/cluster-records.ts';

/** A key of an instance that is not as it was delivered. */
export interface DriftFound {
  /** What the cluster sets. */
  readonly setting: SettingRecord;
  /** Of metadata only what the cluster sets. null: there is no such key. */
  readonly actual: Side | null;
  /** Its value, set or found, is for those only who may change it. */
  readonly isSecret: boolean;
}

/** null: the key is as the cluster sets it, or in the form that Elektra had given it when it was delivered. */
export function driftOf(setting: SettingRecord, reading: KeyReading, record: DeliveryRecord): DriftFound | null {
  const { key, value, meta } = setting;
  const normalForm = Object.hasOwn(record.readBack, key) ? record.readBack[key] : undefined;
  if (isAsDue(dueAgain(setting), reading, normalForm)) return null;
  return {
    setting,
    actual: reading.exists
      ? {
          value: value === null ? null : (reading.value ?? null),
          meta: pickedMetadata(reading.meta, Object.keys(meta)),
        }
      : null,
    isSecret: isSecret(meta) || isSecret(reading.meta),
  };
}
