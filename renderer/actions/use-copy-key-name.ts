import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { writeClipboard } from '../components/clipboard.ts';
import { useToasts } from '../components/toast.ts';
import { useFaultsStore } from '../stores/faults-store.ts';
import type { Action } from './action.ts';

/** Puts the whole name of a key on the clipboard. */
export function useCopyKeyName(): Action<[name: string]> {
  const { t } = useI18n();
  const faults = useFaultsStore();
  const toasts = useToasts();

  return {
    label: computed(() => t('keys.action.copyName')),
    available: computed(() => true),
    async run(name) {
      try {
        await writeClipboard(name);
        toasts.show(t('keys.nameCopied'));
      } catch (error) {
        faults.report(error);
      }
    },
  };
}
