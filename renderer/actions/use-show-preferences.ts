import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { Action } from './action.ts';

/** Opens the preferences. */
export function useShowPreferences(): Action {
  const { t } = useI18n();
  const router = useRouter();

  return {
    label: computed(() => t('app.menu.preferences')),
    available: computed(() => true),
    async run() {
      await router.push({ name: 'preferences' });
    },
  };
}
