import { ERROR_CATALOGUE } from '#shared/errors/catalogue.ts';
import type { ErrorBody } from '#shared/errors/elektra-error.ts';
import { JSON_HEADERS, type Answer } from './answer.ts';

/** The form in which a server tells errors. */
export type ErrorFormat = (error: ErrorBody) => Answer;

/** `{"error":{"code","name","message","data"?,"requestId"}}` with the catalogue's status. */
export const envelopeFormat: ErrorFormat = (error) => ({
  status: ERROR_CATALOGUE[error.code].status,
  headers: JSON_HEADERS,
  body: JSON.stringify({ error }),
});

/** The answer to an error, with the headers that its status asks for (RFC 9110: 401, RFC 6585: 429). */
export function errorAnswer(error: ErrorBody, format: ErrorFormat): Answer {
  const answer = format(error);
  if (answer.status === 401) return withHeader(answer, 'www-authenticate', 'Bearer');
  const wait = error.code === 'RATE_LIMITED' ? retryAfter(error.data) : undefined;
  return wait === undefined ? answer : withHeader(answer, 'retry-after', String(wait));
}

export function withHeader(answer: Answer, name: string, value: string): Answer {
  return { ...answer, headers: [...answer.headers, name, value] };
}

function retryAfter(data: unknown): number | undefined {
  const { retryAfterSeconds } = (data ?? {}) as { readonly retryAfterSeconds?: number };
  return retryAfterSeconds;
}
