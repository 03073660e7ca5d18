import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDesktopStore } from '../stores/desktop-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import type { Action } from './action.ts';

/** The move to a server does not happen. `run` asks whether that is meant, `giveUp` does it. */
export function useGiveUpMove(): Action & { readonly giveUp: () => Promise<void> } {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  const dialogs = useDialogsStore();

  return {
    label: computed(() => t('desktop.move.giveUp')),
    available: computed(() => desktop.state !== null && desktop.state.move !== null),
    run: () => dialogs.open({ kind: 'give-up-move' }),
    giveUp: () => desktop.act('desktop.giveUpMove', {}),
  };
}
