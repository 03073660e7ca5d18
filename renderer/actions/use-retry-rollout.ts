import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useRolloutsStore } from '../stores/rollouts-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Tries again where a rollout was rejected or is not through; without instances everywhere. */
export function useRetryRollout(): Action<[id: number, instanceIds?: readonly InstanceId[]]> {
  const { t } = useI18n();
  const client = useClient();
  const rollouts = useRolloutsStore();
  const session = useSessionStore();

  /** @throws ElektraError ROLLOUT_NOT_FOUND, … */
  async function run(id: number, instanceIds?: readonly InstanceId[]): Promise<void> {
    const chosen = instanceIds === undefined ? {} : { instanceIds: [...instanceIds] };
    await client.call('rollouts.retry', { id, ...chosen, wait: 1 });
    await rollouts.load(id);
  }

  return {
    label: computed(() => t('rollout.retry')),
    available: computed(() => session.may('rollouts.retry')),
    run,
  };
}
