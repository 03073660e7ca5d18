import { StringDecoder } from 'node:string_decoder';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { parseLongJson } from '../../platform/long-json.ts';
import { createPace } from '../../platform/pace.ts';
import type { HttpAnswer } from './collect-answer.ts';
import { rejectionOf } from './rejection.ts';

/** Others run while a long body is parsed. Throws INSTANCE_PROTOCOL when the body is not JSON. */
export async function parsedJson({ text, long }: HttpAnswer, host: string): Promise<unknown> {
  if (long === undefined) return parsedText(text, host);
  try {
    return await parseLongJson(textOf(long), createPace());
  } catch (cause) {
    throw noJson(host, cause);
  }
}

/** The same for an answer that is never long. */
export function parsedText(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw noJson(host, cause);
  }
}

function* textOf(chunks: readonly Uint8Array[]): Generator<string> {
  const decoder = new StringDecoder();
  for (const chunk of chunks) yield decoder.write(chunk);
  yield decoder.end();
}

function noJson(host: string, cause: unknown): ElektraError {
  return protocolError(host, 'what it answers is not JSON', cause);
}

export function protocolError(host: string, reason: string, cause?: unknown): ElektraError {
  return new ElektraError('INSTANCE_PROTOCOL', `${host} does not answer like an elektrad: ${reason}.`, {
    data: { host, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * What an answer means that is not the one hoped for; `key` is what was asked about. The field's elektrad refuses with an empty 400 (or 500), or with
 * a 400 that calls itself text/plain and is JSON all the same; `404 page not found` and an empty 405 mean that there is no such route.
 */
export function refusedAnswer(answer: HttpAnswer, host: string, key: string | null): ElektraError {
  const { status } = answer;
  const words = wordsOf(answer);
  if (isSignIn(status)) return credentialsRefused(status, host);
  if (status === 413) return tooLarge(words ?? `${host} takes no request as large as this.`);
  if (status === 414 || status === 431) return tooLarge(`The name of the key is longer than ${host} takes.`);
  if (isStrange(status)) return protocolError(host, strangeness(answer));
  if (words !== null) return rejectionOf(words, key);
  if (key === null || answer.text.trim() !== '' || (status !== 400 && status !== 500)) {
    return protocolError(host, strangeness(answer));
  }
  return nameRefused(key, 'the elektrad refuses it without saying why');
}

/** The same for a question. Our elektrad says why it takes no name; Elektra's own refusals, of a broken file for instance, have a number. */
export function refusedQuestion(answer: HttpAnswer, host: string, key: string): ElektraError {
  const words = answer.status === 400 ? unnumberedWords(answer) : null;
  return words === null ? refusedAnswer(answer, host, key) : nameRefused(key, words);
}

/** The same for `/version`. It asks for nothing that could be refused, so only Elektra's numbered words show that an elektrad answers at all. */
export function refusedVersion(answer: HttpAnswer, host: string): ElektraError {
  if (isSignIn(answer.status)) return credentialsRefused(answer.status, host);
  const words = wordsOf(answer);
  const isElektras = words !== null && words !== unnumberedWords(answer);
  return isElektras ? rejectionOf(words, null) : protocolError(host, strangeness(answer));
}

/** The host, or a server in front of it, wants credentials or others than these (401, 403), or its proxy does (407). */
export function credentialsRefused(status: number, host: string): ElektraError<'INSTANCE_CREDENTIALS'> {
  const by = status === 407 ? 'proxy' : 'host';
  const message =
    by === 'proxy'
      ? `The proxy in front of ${host} asks for a sign-in (407). In the window give its name and password under Preferences, Network; otherwise let clusterd through there without one.`
      : `${host} does not accept the credentials of this instance, or wants some (${status}).`;
  return new ElektraError('INSTANCE_CREDENTIALS', message, { data: { host, by } });
}

/** What an elektrad says that is none of Elektra's numbered errors, or null. */
export function unnumberedWords(answer: HttpAnswer): string | null {
  const words = wordsOf(answer);
  return words === null || /^C\d{5}\b/.test(words) ? null : words;
}

function wordsOf({ status, text }: HttpAnswer): string | null {
  if (status < 400 || !text.startsWith('{')) return null;
  try {
    const body: unknown = JSON.parse(text);
    const hasWords = typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string';
    return hasWords ? String(body.error) : null;
  } catch {
    // Text that only looks like JSON comes from no elektrad; the caller reports the status.
    return null;
  }
}

function isStrange(status: number): boolean {
  return status < 400 || status === 404 || status === 405;
}

function isSignIn(status: number): boolean {
  return status === 401 || status === 403 || status === 407;
}

function strangeness({ status, headers }: HttpAnswer): string {
  if (status >= 300 && status < 400) {
    const target = headers.location;
    // What stands behind the path may be somebody's ticket for signing in.
    const named = typeof target === 'string' ? target.replace(/[?#].*/s, '').slice(0, 300) : 'nowhere';
    return `it redirects (${status}) to ${named}; give that address instead if it is the right one`;
  }
  if (status === 404 || status === 405) {
    return `it knows no such request (${status}); the path of the address may be wrong`;
  }
  return `it answers ${status}`;
}

function tooLarge(message: string): ElektraError {
  return new ElektraError('TOO_LARGE', message, { data: {} });
}

function nameRefused(key: string, reason: string): ElektraError {
  return new ElektraError('KEY_NAME_INVALID', `The key name ${key} cannot be used: ${reason}`, {
    data: { key, reason },
  });
}
