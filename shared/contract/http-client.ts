import { ElektraError, errorBodyOf } from '../errors/elektra-error.ts';
import type { Reply } from '../errors/reply.ts';
import { parseAtOnce, piecesOf, type ParseJson } from './answer-text.ts';
import { CancelledError, throwIfAborted } from './cancelled.ts';
import type { CallOptions, Send } from './client.ts';
import { ConnectionLostError, isConnectionLost } from './connection-lost.ts';
import { readAnswer } from './http-answer.ts';
import type { HttpFetch } from './http-fetch.ts';
import { isParts, PARTS_TYPE, readParts } from './http-parts.ts';
import { createRequestWriter, type HttpRequest } from './http-request.ts';
import type { HttpContract, HttpOperation } from './operation.ts';

export interface HttpSendOptions {
  /** Where the contract's paths begin, with or without a slash at the end. */
  readonly baseUrl: string;
  readonly fetch: HttpFetch;
  /** Sent with every request, for example `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How the texts that come are parsed; absent: each in one step. */
  readonly parseJson?: ParseJson;
}

/** The contract over HTTP: the exact inverse of the server's codec. Rejects with CancelledError or ConnectionLostError. */
export function createHttpSend(contract: HttpContract, options: HttpSendOptions): Send {
  const { baseUrl, fetch, headers = {}, parseJson } = options;
  const base = baseUrl.replace(/\/+$/, '');
  const operations = new Map(
    Object.entries(contract).map(([name, operation]) => [name, { operation, write: createRequestWriter(operation) }]),
  );

  async function exchange(operation: HttpOperation, request: HttpRequest, options: CallOptions): Promise<Reply> {
    const { method, path, body } = request;
    const { signal } = options;
    const parse = (pieces: readonly string[]) => (parseJson ?? parseAtOnce)(pieces, signal);
    const onPart = operation.parts === undefined ? undefined : options.onPart;
    if (signal !== undefined) throwIfAborted(signal);
    try {
      const answer = await fetch(base + path, {
        method,
        headers: { ...headers, ...request.headers, ...(onPart === undefined ? {} : { accept: PARTS_TYPE }) },
        redirect: 'error',
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (onPart !== undefined && isParts(answer)) return await readParts(answer, onPart, parse);
      const pieces = await piecesOf(answer, parseJson);
      return await readAnswer(operation, answer, () => parse(pieces));
    } catch (error) {
      if (signal?.aborted === true) throw new CancelledError();
      if (isConnectionLost(error)) throw error;
      throw new ConnectionLostError(`${base} did not answer.`, error);
    }
  }

  return async (name, input, options) => {
    const known = operations.get(name);
    if (known === undefined) {
      return { ok: false, error: errorBodyOf(new ElektraError('NOT_FOUND', `There is no operation "${name}".`)) };
    }
    const request = known.write(Object(input) as Readonly<Record<string, unknown>>);
    if (!request.sendable) return { ok: false, error: errorBodyOf(unsendable(request.field)) };
    return exchange(known.operation, request, options);
  };
}

function unsendable(field: string): ElektraError {
  const message = 'is missing, or is a text that no address or header can carry';
  return new ElektraError('INVALID_INPUT', `The request does not fit. ${field}: ${message}`, {
    data: { issues: [{ path: field, message }] },
  });
}
