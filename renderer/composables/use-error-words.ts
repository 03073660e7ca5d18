import { useI18n } from 'vue-i18n';
import { isConnectionLost } from '#shared/contract/connection-lost.ts';
import { ERROR_CATALOGUE } from '#shared/errors/catalogue.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';

/** An error in the reader's language, with the words of whoever refused unaltered beside it. */
export interface ErrorWords {
  readonly code: string;
  /** What happened. */
  readonly title: string;
  /** What clusterd or Elektra said, when it says more than the title. */
  readonly detail: string | undefined;
  /** What to do. */
  readonly next: string;
  /** All of it, for the clipboard. */
  readonly copy: string;
}

/** Turns whatever was thrown into words. A cancelled call is no error and never comes here. */
export function useErrorWords(): (error: unknown) => ErrorWords {
  const { t } = useI18n();

  return (error) => {
    const known = isElektraError(error) ? error : null;
    const away = isConnectionLost(error);
    const code = away ? 'CONNECTION_LOST' : (known?.code ?? 'INTERNAL');
    const title = t(`errors.${code}.title`);
    const next = t(`errors.${code}.next`);
    const said = away ? undefined : ownWords(error);
    const request = known?.requestId === undefined ? undefined : t('errors.request', { id: known.requestId });
    const copy = [`${code}: ${title}`, said, request].filter((line) => line !== undefined).join('\n');
    return { code, title, detail: said, next, copy };
  };
}

/** The message, unless it is the catalogue's own sentence, which the title and the advice translate. */
function ownWords(error: unknown): string | undefined {
  if (!isElektraError(error)) return error instanceof Error ? error.message : String(error);
  return error.message === ERROR_CATALOGUE[error.code].summary ? undefined : error.message;
}
