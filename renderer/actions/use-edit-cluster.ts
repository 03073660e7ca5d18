import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Cluster } from '#shared/model/cluster.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useClustersStore } from '../stores/clusters-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Renames and describes a cluster. `run` asks. */
export function useEditCluster(): Action<[cluster: Cluster]> & {
  readonly change: (id: Cluster['id'], changed: Pick<Cluster, 'name' | 'description'>) => Promise<void>;
} {
  const { t } = useI18n();
  const client = useClient();
  const clusters = useClustersStore();
  const dialogs = useDialogsStore();
  const session = useSessionStore();

  /** @throws ElektraError CLUSTER_NAME_TAKEN, CLUSTER_NOT_FOUND, … */
  async function change(id: Cluster['id'], changed: Pick<Cluster, 'name' | 'description'>): Promise<void> {
    clusters.put(await client.call('clusters.change', { id, ...changed }));
  }

  return {
    label: computed(() => t('cluster.action.edit')),
    available: computed(() => session.may('clusters.change')),
    run: (cluster) => dialogs.open({ kind: 'edit-cluster', cluster }),
    change,
  };
}
