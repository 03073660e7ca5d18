import type { HttpBinding } from '#shared/contract/http-binding.ts';
import type { HttpOperation } from '#shared/contract/operation.ts';
import { API_HEADERS, JSON_HEADERS, type Answer, type RawHeaders } from './answer.ts';
import { pacedJson } from './paced-json.ts';
import { pageLinks } from './page-links.ts';

/** What an encoder needs of the request it answers. */
export interface AnsweredRequest {
  /** As sent, with the query string. */
  readonly url: string;
  /** The `Set-Cookie` that keeps a session's secret, or clears it (null). */
  sessionCookie(secret: string | null): string;
}

/** A promise only of what is too large to be written at once. */
export type AnswerEncoder = (output: unknown, request: AnsweredRequest) => Answer | Promise<Answer<Buffer>>;

type Output = Readonly<Record<string, unknown>>;

const ENTITY_TAG = /^[\x21\x23-\x7e]*$/;

/** The answer of an operation that succeeded. @throws Error when the output has no form over HTTP (a bug). */
export function createAnswerEncoder({ http }: HttpOperation): AnswerEncoder {
  const { reply = 'json', etag, cookie } = http;
  const encodeBody = bodyEncoder(reply, cookie);
  const baseHeaders = reply === 'none' ? API_HEADERS : JSON_HEADERS;
  const plain = etag === undefined && cookie === undefined && reply !== 'page';

  return (value, request) => {
    const output = value as Output;
    const status = statusOf(http.success, output);
    const headers = plain ? baseHeaders : headersOf(output, request);
    const body = encodeBody(output);
    if (typeof body === 'string') return { status, headers, body };
    return body.then((bytes) => ({ status, headers, body: bytes }));
  };

  function headersOf(output: Output, request: AnsweredRequest): RawHeaders {
    const headers = [...baseHeaders];
    if (etag !== undefined) addEntityTag(headers, output[etag]);
    if (cookie !== undefined) addCookie(headers, output[cookie], request);
    if (reply === 'page') addPage(headers, output, request.url);
    return headers;
  }
}

type BodyEncoder = (output: Output) => string | Promise<Buffer>;

function bodyEncoder(reply: NonNullable<HttpBinding['reply']>, cookie: string | undefined): BodyEncoder {
  const json = (value: unknown) => pacedJson(value, () => performance.now());
  if (reply === 'none') return () => '';
  if (reply === 'page') return (output) => json(output.items);
  if (typeof reply === 'object') return (output) => json(output[reply.field]);
  if (cookie === undefined) return json;
  return ({ [cookie]: _secret, ...output }) => json(output);
}

function statusOf(success: HttpBinding['success'], output: Output): number {
  if (typeof success === 'number') return success;
  if ('yes' in success) return output[success.field] === true ? success.yes : success.no;
  const word = output[success.field];
  const status = typeof word === 'string' ? success.of[word] : undefined;
  if (status === undefined) throw new Error(`No status is bound to ${success.field} ${String(word)}.`);
  return status;
}

function addEntityTag(headers: string[], version: unknown): void {
  if (version === undefined) return;
  if (typeof version !== 'string' || !ENTITY_TAG.test(version)) throw new Error('A version has no form as ETag.');
  headers.push('etag', `"${version}"`);
}

function addCookie(headers: string[], secret: unknown, request: AnsweredRequest): void {
  if (typeof secret === 'string' || secret === null) headers.push('set-cookie', request.sessionCookie(secret));
}

function addPage(headers: string[], output: Output, url: string): void {
  const total = Number(output.total);
  headers.push('x-total-count', String(total), 'link', pageLinks(url, total));
}
