import { useI18n } from 'vue-i18n';
import { isFloatType } from '#shared/model/checks/float.ts';
import { integerLimits } from '#shared/model/checks/integer.ts';
import { valueType } from '#shared/model/checks/value-type.ts';
import type { Metadata } from '#shared/model/key.ts';

/** What a number's type means, for example "16-bit whole number, not negative"; undefined for other types. */
export function useTypeWords(): (meta: Metadata) => string | undefined {
  const { t } = useI18n();
  return (meta) => {
    const type = valueType(meta);
    if (isFloatType(type)) return t('key.type.floating');
    const whole = integerLimits(type);
    return whole === null ? undefined : t('key.type.whole', { bits: String(whole.bits) });
  };
}
