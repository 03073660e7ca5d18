import { useI18n } from 'vue-i18n';

/** Words about a number of things: the form that fits the number, with `{count}` as the language writes it, and what else the message takes. */
export function useCounted() {
  const { t, locale } = useI18n();

  return (message: string, count: number | bigint, more: Readonly<Record<string, string>> = {}): string =>
    t(message, { ...more, count: count.toLocaleString(locale.value) }, Number(count));
}
