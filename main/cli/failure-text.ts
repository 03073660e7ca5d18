import { isConnectionLost, type ConnectionLostError } from '#shared/contract/connection-lost.ts';
import { errorBodyOf, isElektraError } from '#shared/errors/elektra-error.ts';

/** A failure of a call, as a command tells it. */
interface Failure {
  /** Of the catalogue, or CONNECTION_LOST. */
  readonly code: string;
  readonly message: string;
  readonly data?: unknown;
  readonly requestId?: string;
}

/** The failure of a call in lines for standard error: one of JSON for a program, sentences for a person. Null: it is none, but a bug or a refusal to start. */
export function failureText(error: unknown, form: 'json' | 'words'): string | null {
  const failure = failureOf(error);
  if (failure === null) return null;
  if (form === 'json') return `${JSON.stringify({ error: failure })}\n`;
  const { code, message, data } = failure;
  const details = data === undefined ? '' : `${JSON.stringify(data, null, 2)}\n`;
  return `elektra-web: ${message} (${code})\n${details}`;
}

function failureOf(error: unknown): Failure | null {
  if (isConnectionLost(error)) return { code: 'CONNECTION_LOST', message: wordsOf(error) };
  if (!isElektraError(error)) return null;
  const { name: _old, ...failure } = errorBodyOf(error, error.requestId);
  return failure;
}

function wordsOf(error: ConnectionLostError): string {
  const reason = deepestReason(error.cause);
  return reason === null ? error.message : `${error.message} The reason: ${reason}`;
}

/** What the network or TLS said, below what the libraries in between made of it. */
function deepestReason(cause: unknown): string | null {
  if (!(cause instanceof Error)) return null;
  // Several addresses of one name were tried.
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  return deepestReason(inner) ?? cause.message;
}
