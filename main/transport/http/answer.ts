import type { FastifyReply } from 'fastify';

/** What goes out: everything is known before the first byte. Header names in lower case. */
export interface Answer<Body = string> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** No cache keeps an answer, no page embeds one, no browser takes one for something else. */
export const API_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', ...API_HEADERS } as const;

/** Sends answers; while the server closes, each is the last on its connection. */
export interface Sender {
  send(reply: FastifyReply, answer: Answer<string | Buffer>): void;
  close(): void;
}

export function createSender(): Sender {
  let closing = false;
  return {
    send(reply, { status, headers, body }) {
      if (closing) void reply.header('connection', 'close');
      void reply
        .code(status)
        .headers(headers)
        .send(body.length === 0 ? undefined : body);
    },
    close() {
      closing = true;
    },
  };
}
