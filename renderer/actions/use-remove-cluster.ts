import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Cluster } from '#shared/model/cluster.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useClustersStore } from '../stores/clusters-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useInstancesStore } from '../stores/instances-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Removes a cluster: members leave, clusters below it move up, values stay. `run` asks, `remove` is what the answer does. */
export function useRemoveCluster(): Action<[cluster: Cluster]> & {
  readonly remove: (id: Cluster['id'], force: boolean) => Promise<void>;
} {
  const { t } = useI18n();
  const client = useClient();
  const clusters = useClustersStore();
  const dialogs = useDialogsStore();
  const instances = useInstancesStore();
  const session = useSessionStore();

  /** Somebody else having removed it already is what was wanted. @throws ElektraError CLUSTER_NOT_EMPTY unless forced, … */
  async function remove(id: Cluster['id'], force: boolean): Promise<void> {
    try {
      await client.call('clusters.remove', { id, force });
    } catch (error) {
      if (!isElektraError(error, 'CLUSTER_NOT_FOUND')) throw error;
    }
    await Promise.all([clusters.load(), instances.load()]);
  }

  return {
    label: computed(() => t('cluster.action.remove')),
    available: computed(() => session.may('clusters.remove')),
    run: (cluster) => dialogs.open({ kind: 'remove-cluster', cluster }),
    remove,
  };
}
