import { StoredDelivery, StoredSetting, type DeliveryRecord, type SettingRecord } from './cluster-records.ts';
import type { StoredForm } from './collection.ts';
import type { SealedValues } from './sealed-values.ts';
import type { SecretKeys } from './secret-keys.ts';

/** Settings lie in the store with the values of secret keys sealed. */
export function sealedSettings(values: SealedValues, known: SecretKeys): StoredForm<SettingRecord> {
  return {
    stored: (setting) => (known.has(setting.key) ? values.sealed(setting) : setting),
    opened(fields) {
      const stored = StoredSetting.safeParse(fields);
      return stored.success ? values.opened(stored.data) : fields;
    },
  };
}

type ReadBack = StoredDelivery['readBack'][string];

/** Deliveries lie there with what instances made of such values sealed. */
export function sealedDeliveries(values: SealedValues, known: SecretKeys): StoredForm<DeliveryRecord> {
  const mapped = (record: StoredDelivery, form: (of: ReadBack, key: string) => ReadBack): StoredDelivery => ({
    ...record,
    readBack: Object.fromEntries(Object.entries(record.readBack).map(([key, of]) => [key, form(of, key)])),
  });
  return {
    stored: (record) => mapped(record, (of, key) => (known.has(key) ? values.sealed(of) : of)),
    opened(fields) {
      const stored = StoredDelivery.safeParse(fields);
      return stored.success ? mapped(stored.data, values.opened) : fields;
    },
  };
}
