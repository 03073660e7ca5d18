import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter, type RouteLocationRaw } from 'vue-router';
import { deepLinkOf } from '#shared/desktop/deep-link.ts';
import { writeClipboard } from '../components/clipboard.ts';
import { useToasts } from '../components/toast.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { useFaultsStore } from '../stores/faults-store.ts';
import type { Action } from './action.ts';

/** Puts the address of a place in the application on the clipboard, for a chat. */
export function useCopyLink(): Action<[to: RouteLocationRaw]> {
  const { t } = useI18n();
  const platform = usePlatform();
  const router = useRouter();
  const faults = useFaultsStore();
  const toasts = useToasts();

  return {
    label: computed(() => t('app.copyLink')),
    available: computed(() => true),
    async run(to) {
      try {
        const { fullPath, href } = router.resolve(to);
        // The window's own address leads nowhere else; a link of the system opens the application.
        await writeClipboard(platform.desktop ? deepLinkOf(fullPath) : new URL(href, document.baseURI).href);
        toasts.show(t('app.linkCopied'));
      } catch (error) {
        faults.report(error);
      }
    },
  };
}
