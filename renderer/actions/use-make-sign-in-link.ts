import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useClient } from '../api/clusterd-client.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Makes a link that signs an administrator in at the listener of this clusterd, once. */
export function useMakeSignInLink(): Omit<Action, 'run'> & { readonly make: (url: string) => Promise<string> } {
  const { t } = useI18n();
  const client = useClient();
  const session = useSessionStore();

  return {
    label: computed(() => t('desktop.access.makeLink')),
    available: computed(() => session.may('session.link')),
    /** @throws ElektraError */
    async make(url) {
      const { code } = await client.call('session.link', {});
      return `${url.replace(/\/$/, '')}/sign-in#code=${code}`;
    },
  };
}
