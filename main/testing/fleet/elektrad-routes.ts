import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pathsOf } from '#shared/contract/field-places.ts';
import type { HttpContract, HttpOperation } from '#shared/contract/operation.ts';
import { elektradContract } from '#shared/elektrad/contract.ts';
import { errorBodyOf, isElektraError } from '#shared/errors/elektra-error.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { elektradErrorFormat } from '../../transport/http/elektrad-errors.ts';
import type { Answer } from '../../transport/http/answer.ts';
import { createAnswerEncoder, type AnswerEncoder } from '../../transport/http/answer-encoder.ts';
import { createInputDecoder, type InputDecoder } from '../../transport/http/input-decoder.ts';

/** One request of the protocol, as a member gets it. */
export interface ElektradRequest {
  readonly name: string;
  readonly operation: HttpOperation;
  /** Not validated yet. */
  readonly input: Readonly<Record<string, unknown>>;
}

export type AnswerRequest = (request: ElektradRequest) => Promise<Reply>;

interface Route {
  readonly name: string;
  readonly operation: HttpOperation;
  readonly decode: InputDecoder;
  readonly encode: AnswerEncoder;
}

const contract: HttpContract = elektradContract;
const routes = new Map<string, Route>(
  Object.entries(contract).flatMap(([name, operation]) =>
    pathsOf(operation).map((path): [string, Route] => [
      routeKey(operation.http.method, path.split('/')[1] ?? '', path.includes('*')),
      { name, operation, decode: createInputDecoder(operation, path), encode: createAnswerEncoder(operation) },
    ]),
  ),
);

function routeKey(method: string, segment: string, hasRest: boolean): string {
  return `${method} ${segment}${hasRest ? '/' : ''}`;
}

/** Serves one request; without fastify, because thousands of members share the processor with what is measured. Unrouted paths are 404, as everywhere. */
export async function serveElektrad(
  request: IncomingMessage,
  response: ServerResponse,
  answer: AnswerRequest,
): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const [, segment = '', ...rest] = path.split('/');
  const route = routes.get(routeKey(request.method ?? '', segment, rest.length > 0));
  if (route === undefined) return void response.writeHead(404).end('404 page not found');
  const { name, operation, decode, encode } = route;
  try {
    const input = decode({
      params: { '*': decodeURIComponent(rest.join('/')) },
      query: queryOf(query),
      headers: request.headers,
      body: await buffer(request),
    });
    const reply = await answer({ name, operation, input });
    send(
      response,
      reply.ok ? await encode(reply.value, { url: path, sessionCookie: () => '' }) : elektradErrorFormat(reply.error),
    );
  } catch (error) {
    if (!isElektraError(error)) throw error;
    send(response, elektradErrorFormat(errorBodyOf(error)));
  }
}

function queryOf(text: string): Readonly<Record<string, string | readonly string[]>> {
  if (text === '') return {};
  const query = new URLSearchParams(text);
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)[0] ?? '']));
}

function send(response: ServerResponse, { status, headers, body }: Answer<string | Buffer>): void {
  const length = status === 204 ? [] : ['content-length', String(Buffer.byteLength(body))];
  response.writeHead(status, [...headers, ...length]).end(body);
}
