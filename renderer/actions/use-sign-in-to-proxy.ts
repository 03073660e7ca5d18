import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDesktopStore } from '../stores/desktop-store.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';

/** How this machine signs in to a proxy. `run` asks for name and password, `signIn` keeps them, `forget` forgets them; both throw as the application says. */
export function useSignInToProxy() {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  const dialogs = useDialogsStore();

  return {
    label: computed(() => t('desktop.proxy.act')),
    run: (url: string) => dialogs.open({ kind: 'sign-in-to-proxy', url }),
    signIn: (url: string, user: string, password: string) =>
      desktop.act('desktop.signInToProxy', { url, user, password }),
    forget: (url: string) => desktop.act('desktop.forgetProxy', { url }),
  };
}
