import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { usePlatform } from '../composables/use-platform.ts';
import { useSessionStore } from '../stores/session-store.ts';
import type { Action } from './action.ts';

/** Ends the session. Where clusterd runs without sign-in, and in the desktop window, there is nothing to end. */
export function useSignOut(): Action {
  const { t } = useI18n();
  const router = useRouter();
  const platform = usePlatform();
  const session = useSessionStore();

  return {
    label: computed(() => t('app.menu.signOut')),
    available: computed(() => !platform.desktop && session.who !== null && !session.who.open),
    async run() {
      await session.signOut();
      await router.push({ name: 'sign-in' });
    },
  };
}
