import { createI18n } from 'vue-i18n';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

type Messages = Record<string, unknown>;

const files = import.meta.glob<Messages>('./*/*.json', { eager: true, import: 'default' });

/** All messages of a language. Every file has a name of its own at its top, so none overwrites another. */
export function messagesOf(language: Language): Messages {
  const own = Object.entries(files).filter(([path]) => path.startsWith(`./${language}/`));
  return Object.assign({}, ...own.map(([, messages]) => messages)) as Messages;
}

export function createElektraI18n(language: Language) {
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'en',
    messages: { en: messagesOf('en'), de: messagesOf('de') } as Record<Language, Record<string, never>>,
  });
}

/** The first of the reader's languages that there is, otherwise English. `wanted` are BCP 47 tags, best first. */
export function languageFor(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return 'en';
}
