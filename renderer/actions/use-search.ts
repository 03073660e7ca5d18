import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSearchStore } from '../stores/search-store.ts';
import type { Action } from './action.ts';

/** Puts the focus into the search of what is open, or into the filter of the fleet. */
export function useSearch(): Action {
  const { t } = useI18n();
  const search = useSearchStore();

  return {
    label: computed(() => t('shortcuts.everywhere.search')),
    available: computed(() => true),
    keys: 'Ctrl K',
    run: () => search.ask(),
  };
}
