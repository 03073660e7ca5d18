import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { Action } from './action.ts';

/** Opens the preferences, at one of their sections if it is named, for example `remote-access`. */
export function useShowPreferences(): Action<[section?: string]> {
  const { t } = useI18n();
  const router = useRouter();

  return {
    label: computed(() => t('app.menu.preferences')),
    available: computed(() => true),
    async run(section) {
      await router.push({ name: 'preferences', hash: section === undefined ? '' : `#${section}` });
    },
  };
}
