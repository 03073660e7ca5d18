import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { CallInputOf } from '#shared/contract/operation.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Instance } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useInstancesStore } from '../stores/instances-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

export type InstanceChange = CallInputOf<ClusterdContract['instances.change']>;

/** Changes an instance. `run` opens the form, `change` is what the form does. */
export function useEditInstance(): Action<[instance: Instance]> & {
  readonly change: (change: InstanceChange) => Promise<Instance>;
} {
  const { t } = useI18n();
  const client = useClient();
  const dialogs = useDialogsStore();
  const instances = useInstancesStore();
  const session = useSessionStore();

  /** @throws ElektraError INSTANCE_NOT_FOUND, INSTANCE_HOST_INVALID, INSTANCE_ALREADY_EXISTS, INSTANCE_PROTOCOL (unless forced) */
  async function change(changed: InstanceChange): Promise<Instance> {
    const instance = await client.call('instances.change', changed);
    instances.put(instance);
    return instance;
  }

  return {
    label: computed(() => t('instance.edit')),
    available: computed(() => session.may('instances.change')),
    run: (instance) => dialogs.open({ kind: 'edit-instance', instance }),
    change,
  };
}
