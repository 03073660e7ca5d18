import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Cluster } from '#shared/model/cluster.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useToasts } from '../components/toast.ts';
import { useClustersStore } from '../stores/clusters-store.ts';
import { useFaultsStore } from '../stores/faults-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Pauses the deliveries of a cluster, or resumes them. */
export function usePauseCluster(cluster: () => Cluster | undefined): Action {
  const { t } = useI18n();
  const client = useClient();
  const clusters = useClustersStore();
  const faults = useFaultsStore();
  const session = useSessionStore();
  const toasts = useToasts();

  async function run(): Promise<void> {
    const chosen = cluster();
    if (chosen === undefined) return;
    try {
      const changed = await client.call('clusters.setPaused', { id: chosen.id, paused: !chosen.paused });
      clusters.put(changed);
      toasts.show(t(changed.paused ? 'cluster.paused' : 'cluster.resumed', { name: changed.name }));
    } catch (error) {
      faults.report(error);
    }
  }

  return {
    label: computed(() => t(cluster()?.paused ? 'cluster.action.resume' : 'cluster.action.pause')),
    available: computed(() => session.may('clusters.setPaused') && cluster() !== undefined),
    run,
  };
}
