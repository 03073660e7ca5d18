import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Instance } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useInstancesStore } from '../stores/instances-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Forgets an instance; its keys stay on the host. `run` asks, `remove` is what the answer does. */
export function useRemoveInstance(): Action<[instance: Instance]> & {
  readonly remove: (id: Instance['id']) => Promise<void>;
} {
  const { t } = useI18n();
  const client = useClient();
  const dialogs = useDialogsStore();
  const instances = useInstancesStore();
  const session = useSessionStore();

  /** Somebody else having removed it already is what was wanted. */
  async function remove(id: Instance['id']): Promise<void> {
    try {
      await client.call('instances.remove', { id });
    } catch (error) {
      if (!isElektraError(error, 'INSTANCE_NOT_FOUND')) throw error;
    }
    instances.drop(id);
  }

  return {
    label: computed(() => t('instance.remove.act')),
    available: computed(() => session.may('instances.remove')),
    run: (instance) => dialogs.open({ kind: 'remove-instance', instance }),
    remove,
  };
}
