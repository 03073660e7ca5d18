import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDesktopStore } from '../stores/desktop-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import type { Action } from './action.ts';

/** Ends the move to a server, whose file is written: the window becomes its client. */
export function useFinishMove(): Action {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  const dialogs = useDialogsStore();

  return {
    label: computed(() => t('desktop.move.finish')),
    available: computed(() => desktop.state?.move?.isWritten === true),
    run: () => dialogs.open({ kind: 'connect-remote', url: '', finishes: true }),
  };
}
