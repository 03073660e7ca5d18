import { watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import { useClustersStore } from '../stores/clusters-store.ts';
import { useInstancesStore } from '../stores/instances-store.ts';

/** Names the window or tab after what is open, the most particular first. */
export function usePageTitle(): void {
  const { t } = useI18n();
  const route = useRoute();
  const clusters = useClustersStore();
  const instances = useInstancesStore();

  watchEffect(() => {
    document.title = [...subjects(), t('app.name')].join(' · ');
  });

  function subjects(): readonly string[] {
    const { key } = route.query;
    const name = instances.byId.get(String(route.params['id']))?.name;
    const instance = name === undefined ? [] : [name];
    if (route.name === 'instance') return typeof key === 'string' ? [key, ...instance] : instance;
    if (route.name === 'instance-about') return [t('instance.about.tab'), ...instance];
    const { clusterId, rolloutId } = route.params;
    if (typeof clusterId === 'string')
      return [...clusterTab(), ...(key ? [String(key)] : []), clusters.nameOf(clusterId)];
    if (typeof rolloutId === 'string') return [t('rollout.title', { id: rolloutId })];
    if (route.name === 'preferences') return [t('preferences.heading')];
    if (route.name === 'sign-in') return [t('signIn.heading')];
    return route.name === 'not-found' ? [t('app.notFound.heading')] : [];
  }

  function clusterTab(): readonly string[] {
    const tab = /^cluster-(\w+)$/.exec(String(route.name))?.[1];
    return tab === undefined ? [] : [t(`cluster.tab.${tab}`)];
  }
}
