import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Cluster } from '#shared/model/cluster.ts';
import type { SelectOption } from '../../components/select-option.ts';
import { useClustersStore } from '../../stores/clusters-store.ts';

/** The choice of no cluster. No id of a cluster is empty. */
export const TOP = '';

interface Places {
  /** Neither this cluster nor one below it. */
  readonly except?: Cluster | undefined;
  /** What choosing no cluster is called. */
  readonly none?: string;
}

/** Where in the tree something can go: below no cluster, or below any, named by its whole path. */
export function useClusterPlaces({ except, none }: Places = {}): ComputedRef<readonly SelectOption[]> {
  const { t } = useI18n();
  const clusters = useClustersStore();
  return computed(() => {
    const offered = clusters.items.filter(({ id }) => except === undefined || !clusters.isAtOrBelow(id, except.id));
    const options = offered.map(({ id }) => {
      const names = clusters.pathOf(id).map(({ name }) => name);
      return { value: id, label: names.reverse().join(' / ') };
    });
    options.sort((a, b) => a.label.localeCompare(b.label));
    return [{ value: TOP, label: none ?? t('cluster.form.top') }, ...options];
  });
}
