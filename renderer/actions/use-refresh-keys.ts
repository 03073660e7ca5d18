import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useKeysStore } from '../stores/keys-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import type { Action } from './action.ts';

/** Reads names and values of the open instance anew. What is typed and not saved stays. */
export function useRefreshKeys(): Action {
  const { t } = useI18n();
  const keys = useKeysStore();
  const values = useValuesStore();

  return {
    label: computed(() => t('keys.action.refresh')),
    available: computed(() => keys.subjectId !== null),
    async run() {
      values.invalidate();
      await keys.refresh();
    },
  };
}
