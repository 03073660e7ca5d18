import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import * as z from 'zod';
import { LEFT_LIMITS, RIGHT_LIMITS, withinLimits } from '../components/split-size.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { LANGUAGES, languageFor, type Language } from '../locales/index.ts';
import { parseJson } from './parse-json.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const THEME_ENTRY = 'elektra-web.theme';
const LANGUAGE_ENTRY = 'elektra-web.language';
const WIDTHS_ENTRY = 'elektra-web.widths';

/** Widths of the outer regions in CSS pixels. */
const Widths = z.object({ left: z.number(), right: z.number() });

/** How this browser shows things; kept here and nowhere else. */
export const usePreferencesStore = defineStore('preferences', () => {
  const platform = usePlatform();
  const theme = ref<Theme>(oneOf(THEMES, platform.kept.getItem(THEME_ENTRY)) ?? 'system');
  const language = ref<Language>(
    oneOf(LANGUAGES, platform.kept.getItem(LANGUAGE_ENTRY)) ?? languageFor(platform.languages),
  );

  const widths = ref(widthsOf(platform.kept.getItem(WIDTHS_ENTRY)));

  watch(theme, (chosen) => platform.kept.setItem(THEME_ENTRY, chosen));
  watch(language, (chosen) => platform.kept.setItem(LANGUAGE_ENTRY, chosen));
  watch(widths, (chosen) => platform.kept.setItem(WIDTHS_ENTRY, JSON.stringify(chosen)), { deep: true });

  return { theme, language, widths };
});

function oneOf<const T extends string>(options: readonly T[], text: string | null): T | undefined {
  return options.find((option) => option === text);
}

function widthsOf(text: string | null): z.output<typeof Widths> {
  const parsed = Widths.safeParse(parseJson(text ?? ''));
  if (!parsed.success) return { left: LEFT_LIMITS.usual, right: RIGHT_LIMITS.usual };
  return { left: withinLimits(parsed.data.left, LEFT_LIMITS), right: withinLimits(parsed.data.right, RIGHT_LIMITS) };
}
