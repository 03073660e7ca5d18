import { ERROR_CATALOGUE } from '#shared/errors/catalogue.ts';
import { ElektraError, errorFromBody } from '#shared/errors/elektra-error.ts';
import { ErrorEnvelope } from '#shared/errors/reply.ts';
import type { HttpAnswer } from './collect-answer.ts';
import { rejectionOf } from './rejection.ts';

/** What our own elektrad may say of a request in the words of our catalogue. Everything else it says is about it, not about the request. */
const SPOKEN_CODES = [
  'KEY_NAME_INVALID',
  'QUERY_INVALID',
  'ELEKTRA_REJECTED',
  'VALUE_NOT_CARRIED',
  'TOO_LARGE',
] as const;

/** Throws INSTANCE_PROTOCOL when the body is not JSON. */
export function parsedJson(answer: HttpAnswer, host: string): unknown {
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    throw protocolError(host, 'what it answers is not JSON', cause);
  }
}

export function protocolError(host: string, reason: string, cause?: unknown): ElektraError {
  return new ElektraError('INSTANCE_PROTOCOL', `${host} does not answer like an elektrad: ${reason}.`, {
    data: { host, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * What an answer about a key means that is not the one hoped for. The field's elektrad refuses with an empty 400 (404 and 500 here and there), or
 * with a 400 that calls itself text/plain and is JSON all the same; `404 page not found` and an empty 405 mean that there is no such route.
 */
export function refusedAnswer(answer: HttpAnswer, host: string, key: string): ElektraError {
  if (answer.status === 414 || answer.status === 431) {
    return new ElektraError('TOO_LARGE', `The name of the key is longer than ${host} takes.`, { data: {} });
  }
  const spoken = spokenError(answer, key);
  if (spoken !== null) return spoken;
  const isEmpty = answer.text.trim() === '';
  if (isEmpty && (answer.status === 400 || answer.status === 500)) {
    const reason = 'the elektrad refuses it without saying why';
    return new ElektraError('KEY_NAME_INVALID', `The key name ${key} is not allowed: ${reason}.`, {
      data: { key, reason },
    });
  }
  return unexpectedAnswer(answer, host);
}

/** What an elektrad says in its own words or in ours, or null when it says nothing. */
export function spokenError(answer: HttpAnswer, key: string | null): ElektraError | null {
  if (answer.status < 400) return null;
  const body = jsonOrNull(answer.text);
  const words = body !== null && typeof body === 'object' && 'error' in body ? body.error : undefined;
  if (typeof words === 'string') return rejectionOf(words, key);
  const envelope = ErrorEnvelope.safeParse(body);
  if (!envelope.success) return null;
  const { code, name, message, data } = envelope.data.error;
  const isSpoken = SPOKEN_CODES.some(
    (spoken) => spoken === code && ERROR_CATALOGUE[spoken].data.safeParse(data).success,
  );
  if (isSpoken) return errorFromBody({ code, name, message, data });
  // Its own sign-in, faults and full disks are no failures of clusterd's: they reach the user as what that instance said.
  return answer.status === 401 || answer.status === 403 ? null : rejectionOf(`${code} - ${message}`, key);
}

/** Throws nothing away: says what came instead of an elektrad's answer. */
export function unexpectedAnswer(answer: HttpAnswer, host: string): ElektraError {
  return protocolError(host, strangeness(answer));
}

function strangeness({ status, headers }: HttpAnswer): string {
  if (status >= 300 && status < 400) {
    const target = headers.location;
    return `it redirects (${status}) to ${typeof target === 'string' ? target.slice(0, 300) : 'nowhere'}; give that address instead if it is the right one`;
  }
  if (status === 401 || status === 403 || status === 407) return `it asks for a sign-in (${status})`;
  if (status === 404 || status === 405)
    return `it knows no such request (${status}); the path of the address may be wrong`;
  return `it answers ${status}`;
}

function jsonOrNull(text: string): unknown {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    // Text that only looks like JSON is no elektrad's error; the caller reports the status.
    return null;
  }
}
