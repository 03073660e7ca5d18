import { computed, shallowRef, type ShallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { OutputOf } from '#shared/contract/operation.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useInstancesStore } from '../stores/instances-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

export type InstanceTest =
  | { readonly phase: 'none' }
  | { readonly phase: 'testing' }
  | { readonly phase: 'reached'; readonly reached: OutputOf<ClusterdContract['instances.test']> }
  | { readonly phase: 'failed'; readonly error: unknown };

/** Reaches an instance now and notes what was seen. Never throws: the outcome is in `outcome`, shown where the act was made. */
export function useTestInstance(): Action<[id: InstanceId]> & { readonly outcome: ShallowRef<InstanceTest> } {
  const { t } = useI18n();
  const client = useClient();
  const instances = useInstancesStore();
  const session = useSessionStore();
  const outcome = shallowRef<InstanceTest>({ phase: 'none' });

  async function run(id: InstanceId): Promise<void> {
    if (outcome.value.phase === 'testing') return;
    outcome.value = { phase: 'testing' };
    try {
      outcome.value = { phase: 'reached', reached: await client.call('instances.test', { id }) };
    } catch (error) {
      outcome.value = isCancelled(error) ? { phase: 'none' } : { phase: 'failed', error };
    }
    await instances.refreshOne(id);
  }

  return {
    label: computed(() => t('instance.test')),
    available: computed(() => session.may('instances.test')),
    run,
    outcome,
  };
}
