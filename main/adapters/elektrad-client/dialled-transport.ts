import { request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AxiosRequestConfig } from 'axios';
import type { Dial } from './dial.ts';

type OnAnswer = (answer: IncomingMessage) => void;

/**
 * Makes axios use a connection of a dial, for one request with these of its headers. It is ready when it comes: TLS, tunnel and certificate included.
 */
export function dialledTransport(dial: Dial, headers: readonly string[], connectMs: number): AxiosRequestConfig {
  return {
    transport: {
      request(options: RequestOptions, onAnswer: OnAnswer): ClientRequest {
        const send = options.protocol === 'https:' ? httpsRequest : httpRequest;
        return send(
          {
            ...options,
            headers: { ...options.headers, ...Object.fromEntries(pairsOf(headers)) },
            agent: undefined,
            path: dial.pathFor(options.path ?? '/'),
            createConnection(_options, onConnection) {
              dial.open(connectMs).then(
                (socket) => onConnection(null, socket),
                (error: Error) => onConnection(error, undefined as never),
              );
              return undefined;
            },
          },
          (answer) => {
            dial.noteAnswer({ status: answer.statusCode ?? 0, headers: answer.headers }, headers);
            onAnswer(answer);
          },
        );
      },
    },
  };
}

/** Names and values in turn, each name with its value. */
function pairsOf(headers: readonly string[]): readonly (readonly [string, string])[] {
  return headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as const] : []));
}
