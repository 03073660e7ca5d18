import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import type { Action } from './action.ts';

const FIRST_PARENT = 'user:/';

/** Makes a key that must not exist yet. `run` asks for its name, beginning below the given one. */
export function useCreateKey(): Action<[below: string | null]> & {
  readonly create: (id: InstanceId, name: string, value: string) => Promise<void>;
} {
  const { t } = useI18n();
  const client = useClient();
  const dialogs = useDialogsStore();
  const keys = useKeysStore();
  const session = useSessionStore();
  const values = useValuesStore();

  function run(below: string | null): void {
    const parent = below ?? FIRST_PARENT;
    dialogs.open({ kind: 'new-key', name: parent.endsWith('/') ? parent : `${parent}/` });
  }

  /** @throws ElektraError TARGET_EXISTS, ELEKTRA_REJECTED, …; CancelledError */
  async function create(id: InstanceId, name: string, value: string): Promise<void> {
    const written = await client.call('keys.set', { id, key: name, value, mustBeNew: true });
    if (keys.instanceId === id) keys.add(name);
    // What spec:/ says of it is not in the answer, so its metadata are read when it is shown.
    values.forget([name]);
    values.putOf(id, { key: name, exists: true, value: written.value, meta: {}, version: written.version });
  }

  return {
    label: computed(() => t('keys.action.new')),
    available: computed(() => session.may('keys.set') && keys.instanceId !== null),
    keys: 'N',
    run,
    create,
  };
}
