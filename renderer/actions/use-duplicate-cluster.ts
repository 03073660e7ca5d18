import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Cluster } from '#shared/model/cluster.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useClustersStore } from '../stores/clusters-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Makes a cluster with the same settings beside another one, without members. `run` asks for its name. */
export function useDuplicateCluster(): Action<[cluster: Cluster]> & {
  readonly duplicate: (id: Cluster['id'], name: string) => Promise<Cluster>;
} {
  const { t } = useI18n();
  const client = useClient();
  const clusters = useClustersStore();
  const dialogs = useDialogsStore();
  const session = useSessionStore();

  /** @throws ElektraError CLUSTER_NAME_TAKEN, CLUSTER_NOT_FOUND, … */
  async function duplicate(id: Cluster['id'], name: string): Promise<Cluster> {
    const copy = await client.call('clusters.duplicate', { id, name });
    clusters.put(copy);
    return copy;
  }

  return {
    label: computed(() => t('cluster.action.duplicate')),
    available: computed(() => session.may('clusters.duplicate')),
    run: (cluster) => dialogs.open({ kind: 'duplicate-cluster', cluster }),
    duplicate,
  };
}
