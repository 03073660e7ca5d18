import { useI18n } from 'vue-i18n';
import type { Metadata } from '#shared/model/key.ts';
import { FLOATING_NUMBERS, typeOf, WHOLE_NUMBERS } from './value-type.ts';

/** What a number's type means, for example "16-bit whole number, not negative"; undefined for other types. */
export function useTypeWords(): (meta: Metadata) => string | undefined {
  const { t } = useI18n();
  return (meta) => {
    const type = typeOf(meta) ?? '';
    if (FLOATING_NUMBERS.includes(type)) return t('key.type.floating');
    const whole = WHOLE_NUMBERS[type];
    if (whole === undefined) return undefined;
    return t('key.type.whole', { bits: String(whole.bits) });
  };
}
