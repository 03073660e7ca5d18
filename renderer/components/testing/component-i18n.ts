import { createI18n } from 'vue-i18n';
import type { Plugin } from 'vue';
import de from '../../locales/de/components.json' with { type: 'json' };
import en from '../../locales/en/components.json' with { type: 'json' };

/** The components' real messages; a missing one fails the test through its warning. */
export function createComponentI18n(locale: 'en' | 'de' = 'en'): Plugin {
  return createI18n({ legacy: false, locale, messages: { en, de } });
}
