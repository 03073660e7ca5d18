import { ErrorEnvelope, type Reply } from '../errors/reply.ts';
import { errorBodyOf, errorFromBody } from '../errors/elektra-error.ts';
import type { ParseJson } from './answer-text.ts';
import { isCancelled } from './cancelled.ts';
import { ConnectionLostError } from './connection-lost.ts';
import type { HttpAnswer } from './http-fetch.ts';
import type { HttpOperation } from './operation.ts';

/** The reply that an answer stands for; `json` parses its text. @throws ConnectionLostError when it is none of the contract's; CancelledError */
export async function readAnswer(
  operation: HttpOperation,
  answer: HttpAnswer,
  json: () => ReturnType<ParseJson>,
): Promise<Reply> {
  const { status } = answer;
  if (status < 200 || status > 299) return failureOf(status, await parsed(status, json));
  const { reply = 'json' } = operation.http;
  // What has no body is not even looked at.
  const body = reply === 'none' ? undefined : await parsed(status, json);
  return { ok: true, value: outputOf(operation.http, answer, body) };
}

function failureOf(status: number, body: unknown): Reply {
  const failure = failureIn(body);
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

function outputOf(http: HttpOperation['http'], answer: HttpAnswer, body: unknown): unknown {
  const { status } = answer;
  const { reply = 'json' } = http;
  if (reply === 'page') return { items: body, total: Number(answer.headers.get('x-total-count')) };
  if (reply === 'json') return body;
  return {
    ...(reply === 'none' ? {} : { [reply.field]: body }),
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

async function parsed(status: number, json: () => ReturnType<ParseJson>): Promise<unknown> {
  try {
    return await json();
  } catch (error) {
    throw isCancelled(error) ? error : foreign(status);
  }
}

function foreign(status: number): ConnectionLostError {
  return new ConnectionLostError(
    `What answered (HTTP ${status}) is not clusterd: a server in front of it, or another program.`,
  );
}
