import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDesktopStore } from '../stores/desktop-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import type { Action } from './action.ts';

/** Says which application this is, and what ships with it. */
export function useShowAbout(): Action {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  const dialogs = useDialogsStore();

  return {
    label: computed(() => t('desktop.about.act')),
    available: computed(() => desktop.state !== null),
    run: () => dialogs.open({ kind: 'about' }),
  };
}
