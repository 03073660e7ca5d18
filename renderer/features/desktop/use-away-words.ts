import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDesktopStore } from '../../stores/desktop-store.ts';

/** Why a remote clusterd is away. `isSaid`: by the program, in English. */
interface AwayWords {
  readonly title: string;
  readonly reason: string;
  readonly isSaid: boolean;
}

/** In the reader's language what the reader has to decide, a certificate; null when there is nothing more to say than that it is away. */
export function useAwayWords(): ComputedRef<AwayWords | null> {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  return computed(() => {
    const workplace = desktop.state?.workplace;
    if (workplace?.kind !== 'remote' || workplace.problem === null) return null;
    const { code, message } = workplace.problem;
    const host = desktop.remoteHost ?? '';
    if (code !== 'CERTIFICATE_UNTRUSTED' && code !== 'CERTIFICATE_CHANGED') {
      return { title: t('desktop.connection.silent', { host }), reason: message, isSaid: true };
    }
    return { title: t(`desktop.connection.${code}`, { host }), reason: t(`errors.${code}.next`), isSaid: false };
  });
}
