import { isSecret } from '#shared/model/key.ts';
import type { ClusterChange } from './change-records.ts';
import type { DeliveryRecord, SettingRecord, StoredSetting } from './cluster-records.ts';
import type { Collection } from './collection.ts';
import type { SealedValues } from './sealed-values.ts';
import type { SettingForm } from './stored-changes.ts';
import { secretKeysAmong, type SecretKeys } from './secret-keys.ts';

/** What becomes of the values of secret keys in changes of clusters. */
export interface SecretValues {
  /** What a change makes secret that is not so yet; null: nothing. */
  marks(change: ClusterChange): SecretKeys | null;
  /** Which keys of a change are secret, before or after it; null: none. */
  among(change: ClusterChange): SecretKeys | null;
  /** To be awaited before any of them is stored. @throws ElektraError STORAGE_FAILED */
  ready(): Promise<void>;
  /** How the settings of a change of which these are secret lie in the store before it is applied. */
  sealing(secret: SecretKeys): SettingForm;
  /** As a change is applied after a crash. @throws StartRefused */
  opened(change: ClusterChange): ClusterChange;
  /** As a change is stored when it is applied; the settings themselves hold what is still to be known. The same when there is nothing to drop. */
  dropped(change: ClusterChange): ClusterChange;
  /** The same of one setting. */
  readonly dropping: SettingForm;
  /** Stores records of these keys again, which lie there as they are although they are secret by now. */
  storeAgain(keys: SecretKeys): Promise<void>;
}

interface Means {
  readonly values: SealedValues;
  readonly known: SecretKeys;
  readonly settings: Collection<SettingRecord>;
  readonly deliveries: Collection<DeliveryRecord>;
}

export function createSecretValues({ values, known, settings, deliveries }: Means): SecretValues {
  const dropping: SettingForm = (setting) => (known.has(setting.key) ? dropped(setting) : ended(setting));
  return {
    marks({ effects }) {
      const marking = effects.settings.filter(({ key, meta }) => isSecret(meta) && !known.has(key));
      return marking.length === 0 ? null : secretKeysAmong(marking);
    },
    among({ effects, before }) {
      const changed = [...effects.settings, ...before.settings];
      const named = secretKeysAmong(changed);
      const has = (key: string) => named.has(key) || known.has(key);
      return changed.some(({ key }) => has(key)) ? { has } : null;
    },
    ready: values.ready,
    sealing: (secret) => (setting) => (secret.has(setting.key) ? values.sealed(setting) : setting),
    opened: (change) => withSettings(change, values.opened),
    dropped: (change) => withSettings(change, dropping),
    dropping,
    async storeAgain(keys) {
      const has = (key: string) => keys.has(key) && known.has(key);
      const ofSettings = [...settings.all].filter(([, { key, value }]) => value !== null && has(key));
      const ofDeliveries = [...deliveries.all].filter(([, { readBack }]) => Object.keys(readBack).some(has));
      await Promise.all([
        ...ofSettings.map(([id]) => settings.storeAgain(id)),
        ...ofDeliveries.map(([id]) => deliveries.storeAgain(id)),
      ]);
    },
  };
}

/** The same change when `form` changes no setting. */
function withSettings(change: ClusterChange, form: SettingForm): ClusterChange {
  const { effects, before } = change;
  const [after, replaced] = [effects.settings.map(form), before.settings.map(form)];
  const isSame =
    after.every((setting, at) => setting === effects.settings[at]) &&
    replaced.every((setting, at) => setting === before.settings[at]);
  if (isSame) return change;
  return { ...change, effects: { ...effects, settings: after }, before: { ...before, settings: replaced } };
}

/** What is no secret any more was one when it was changed. */
function ended(setting: StoredSetting): StoredSetting {
  return setting.secret === 'sealed' ? dropped(setting) : setting;
}

function dropped(setting: StoredSetting): StoredSetting {
  return setting.value === null ? setting : { ...setting, value: null, secret: 'dropped' };
}
