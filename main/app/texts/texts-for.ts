import { ENGLISH, type Texts } from './english.ts';
import { GERMAN } from './german.ts';

export type { Texts } from './english.ts';

/** In the first language of the person that we speak. @param languages as `app.getPreferredSystemLanguages()` gives them */
export function textsFor(languages: readonly string[]): Texts {
  const first = languages
    .map((language) => language.toLowerCase().split('-')[0])
    .find((name) => name === 'de' || name === 'en');
  return first === 'de' ? GERMAN : ENGLISH;
}
