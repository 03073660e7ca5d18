import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Cluster, ClusterId } from '#shared/model/cluster.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useClustersStore } from '../stores/clusters-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

interface NewCluster {
  readonly name: string;
  readonly description: string;
  readonly parentId: ClusterId | null;
}

/** Makes a cluster. `run` asks for its name; it begins below the given one, or at the top. */
export function useCreateCluster(): Action<[parentId: ClusterId | null]> & {
  readonly create: (cluster: NewCluster) => Promise<Cluster>;
} {
  const { t } = useI18n();
  const client = useClient();
  const clusters = useClustersStore();
  const dialogs = useDialogsStore();
  const session = useSessionStore();

  /** @throws ElektraError CLUSTER_NAME_TAKEN, … */
  async function create(wanted: NewCluster): Promise<Cluster> {
    const cluster = await client.call('clusters.create', wanted);
    clusters.put(cluster);
    return cluster;
  }

  return {
    label: computed(() => t('cluster.action.new')),
    available: computed(() => session.may('clusters.create')),
    run: (parentId) => dialogs.open({ kind: 'new-cluster', parentId }),
    create,
  };
}
