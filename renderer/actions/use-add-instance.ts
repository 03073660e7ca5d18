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

export type NewInstance = CallInputOf<ClusterdContract['instances.create']>;

/** Adds an instance to the fleet. `run` opens the form, `add` is what the form does. */
export function useAddInstance(): Action & { readonly add: (instance: NewInstance) => Promise<Instance> } {
  const { t } = useI18n();
  const client = useClient();
  const dialogs = useDialogsStore();
  const instances = useInstancesStore();
  const session = useSessionStore();

  /** @throws ElektraError INSTANCE_HOST_INVALID, INSTANCE_ALREADY_EXISTS, INSTANCE_PROTOCOL (unless forced) */
  async function add(instance: NewInstance): Promise<Instance> {
    const added = await client.call('instances.create', instance);
    instances.put(added);
    return added;
  }

  return {
    label: computed(() => t('fleet.add')),
    available: computed(() => session.may('instances.create')),
    run: () => dialogs.open({ kind: 'add-instance', host: '' }),
    add,
  };
}
