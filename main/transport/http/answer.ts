import type { FastifyReply } from 'fastify';

/** Names, in lower case, and values in turn: the form that node writes with the least work. */
export type RawHeaders = readonly string[];

/** What goes out: everything is known before the first byte. */
export interface Answer<Body = string> {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Body;
}

/** No cache keeps an answer, and no browser takes one for something else. */
export const API_HEADERS: RawHeaders = ['cache-control', 'no-store', 'x-content-type-options', 'nosniff'];

export const JSON_HEADERS: RawHeaders = ['content-type', 'application/json; charset=utf-8', ...API_HEADERS];

export function rawHeaders(headers: Readonly<Record<string, string>>): RawHeaders {
  return Object.entries(headers).flat();
}

/** Sends answers; while the server closes, each is the last on its connection. */
export interface Sender {
  send(reply: FastifyReply, answer: Answer<string | Buffer>): void;
  close(): void;
  isClosing(): boolean;
}

export function createSender(): Sender {
  let closing = false;
  return {
    send(reply, { status, headers, body }) {
      const head = [...headers];
      const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
      if (status !== 204 && status !== 304) head.push('content-length', String(length));
      if (closing) head.push('connection', 'close');
      // Written past fastify, whose replies look at every header and payload once more.
      reply
        .hijack()
        .raw.writeHead(status, head)
        .end(length === 0 ? undefined : body);
    },
    close() {
      closing = true;
    },
    isClosing: () => closing,
  };
}
