import { ErrorEnvelope, type Reply } from '../errors/reply.ts';
import { errorBodyOf, errorFromBody } from '../errors/elektra-error.ts';
import { ConnectionLostError } from './connection-lost.ts';
import type { HttpAnswer } from './http-fetch.ts';
import type { HttpOperation } from './operation.ts';

/** The reply that an answer stands for. @throws ConnectionLostError when it is none of the contract's. */
export function readAnswer(operation: HttpOperation, answer: HttpAnswer, text: string): Reply {
  const { status } = answer;
  if (status < 200 || status > 299) return failureOf(status, text);
  return { ok: true, value: outputOf(operation.http, answer, text) };
}

function failureOf(status: number, text: string): Reply {
  const failure = failureIn(parseJson(status, text));
  if (failure === null) throw foreign(status);
  return failure;
}

/** The failure in an envelope `{"error":…}`, or null when this is none. */
export function failureIn(json: unknown): Reply | null {
  const envelope = ErrorEnvelope.safeParse(json);
  if (!envelope.success) return null;
  const { data, requestId, ...body } = envelope.data.error;
  const error = errorFromBody({
    ...body,
    ...(data === undefined ? {} : { data }),
    ...(requestId === undefined ? {} : { requestId }),
  });
  return { ok: false, error: errorBodyOf(error, requestId) };
}

function outputOf(http: HttpOperation['http'], answer: HttpAnswer, text: string): unknown {
  const { status } = answer;
  const { reply = 'json' } = http;
  if (reply === 'page') return { items: parseJson(status, text), total: Number(answer.headers.get('x-total-count')) };
  if (reply === 'json') return parseJson(status, text);
  return {
    ...(reply === 'none' ? {} : { [reply.field]: parseJson(status, text) }),
    ...chosenBy(http.success, status),
    ...etagOf(http.etag, answer.headers.get('etag')),
  };
}

/** The field of the output that chose the status. */
function chosenBy(success: HttpOperation['http']['success'], status: number): Readonly<Record<string, unknown>> {
  if (typeof success === 'number') return {};
  if ('yes' in success) return { [success.field]: status === success.yes };
  return { [success.field]: Object.keys(success.of).find((word) => success.of[word] === status) };
}

function etagOf(field: string | undefined, tag: string | null): Readonly<Record<string, string>> {
  if (field === undefined || tag === null) return {};
  return { [field]: tag.replace(/^(?:W\/)?"(.*)"$/, '$1') };
}

function parseJson(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw foreign(status);
  }
}

function foreign(status: number): ConnectionLostError {
  return new ConnectionLostError(
    `What answered (HTTP ${status}) is not clusterd: a server in front of it, or another program.`,
  );
}
