import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import type { Action } from './action.ts';

/** Lists the keyboard shortcuts. */
export function useShowShortcuts(): Action {
  const { t } = useI18n();
  const dialogs = useDialogsStore();

  return {
    label: computed(() => t('app.menu.shortcuts')),
    available: computed(() => true),
    keys: '?',
    run: () => dialogs.open({ kind: 'shortcuts' }),
  };
}
