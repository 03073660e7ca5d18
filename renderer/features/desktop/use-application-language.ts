import { watch } from 'vue';
import { usePlatform } from '../../composables/use-platform.ts';
import { languageFor } from '../../locales/index.ts';
import { useDesktopStore } from '../../stores/desktop-store.ts';
import { useFaultsStore } from '../../stores/faults-store.ts';
import { usePreferencesStore } from '../../stores/preferences-store.ts';

/** Tells the application around the page in which language it is, so that menu and tray are in the same one. */
export function useApplicationLanguage(): void {
  const platform = usePlatform();
  const desktop = useDesktopStore();
  const faults = useFaultsStore();
  const preferences = usePreferencesStore();

  watch(
    () => [desktop.state !== null, preferences.language] as const,
    async ([isKnown, language]) => {
      if (!isKnown || !desktop.state || desktop.state.locked.includes('language')) return;
      const theirs = desktop.state.preferences.language ?? languageFor(platform.languages);
      if (theirs === language) return;
      await desktop.setPreferences(() => ({ language })).catch(faults.report);
    },
    { immediate: true },
  );
}
