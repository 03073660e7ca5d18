import { ERROR_CATALOGUE, type ErrorCode, type ErrorData } from '#shared/errors/catalogue.ts';
import type { ErrorBody } from '#shared/errors/elektra-error.ts';
import { API_HEADERS } from './answer.ts';
import type { ErrorFormat } from './error-answer.ts';

/** What the protocol of the field's elektrad calls an error; everything else is 500 there. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  ELEKTRA_REJECTED: 400,
  KEY_NAME_INVALID: 400,
  QUERY_INVALID: 400,
  VALUE_NOT_CARRIED: 400,
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  KEY_NOT_FOUND: 404,
  NOT_FOUND: 404,
  TARGET_EXISTS: 409,
  TOO_LARGE: 413,
  RATE_LIMITED: 429,
  STORAGE_FAILED: 507,
};

const HEADERS = ['content-type', 'text/plain; charset=utf-8', ...API_HEADERS];

/** `{"error":"C03200 Validation Semantic - …"}` as text/plain: JSON all the same, and what clients of the field's elektrad read. */
export const elektradErrorFormat: ErrorFormat = (error) => ({
  status: STATUSES[error.code] ?? 500,
  headers: HEADERS,
  body: JSON.stringify({ error: wordsOf(error) }),
});

function wordsOf(error: ErrorBody): string {
  if (error.code !== 'ELEKTRA_REJECTED') return error.message || ERROR_CATALOGUE[error.code].summary;
  const { number, description, reason, mountPoint, file } = error.data as ErrorData<'ELEKTRA_REJECTED'>;
  const title = [number, description].filter((word) => word !== null).join(' ');
  const lines = [title === '' ? reason : `${title} - ${reason}`];
  if (mountPoint !== null) lines.push(`Mountpoint: ${mountPoint}`);
  if (file !== null) lines.push(`Configfile: ${file}`);
  return lines.join('\n');
}
