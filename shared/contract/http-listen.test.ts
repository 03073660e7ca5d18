import { describe, expect, it } from 'vitest';
import { CancelledError } from './cancelled.ts';
import { ConnectionLostError } from './connection-lost.ts';
import type { StreamMessage } from './event-feed.ts';
import type { HttpFetch, HttpRequestInit } from './http-fetch.ts';
import { createHttpListen } from './http-listen.ts';

/** A server whose stream a test writes piece by piece. */
function setUp(answer: { status?: number; type?: string; text?: string } = {}) {
  const { status = 200, type = 'text/event-stream; charset=utf-8', text = '' } = answer;
  const requests: { url: string; init: HttpRequestInit }[] = [];
  const heard: StreamMessage[] = [];
  const waits: (() => void)[] = [];
  let stopped = 0;
  let give: (chunk: { done: boolean; value?: Uint8Array }) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const fetch: HttpFetch = async (url, init) => {
    requests.push({ url, init });
    init.signal?.addEventListener('abort', () => fail(new TypeError('aborted')));
    return {
      status,
      headers: { get: (name) => (name === 'content-type' ? type : null) },
      text: async () => text,
      body: {
        getReader: () => ({
          read: () =>
            new Promise((resolve, reject) => {
              give = resolve;
              fail = reject;
            }),
        }),
      },
    };
  };
  const abort = new AbortController();
  const listen = createHttpListen({
    baseUrl: 'http://host:1/base/',
    fetch,
    headers: { authorization: 'Bearer x' },
    after(_milliseconds, work) {
      waits.push(work);
      return () => void (stopped += 1);
    },
  });
  const begin = (after: string | null = null, names?: readonly string[]) =>
    listen({ after, signal: abort.signal, onMessage: (message) => heard.push(message), ...(names && { names }) });
  const pass = () => new Promise((resolve) => setImmediate(resolve));
  const write = async (piece: string) => {
    await pass();
    give({ done: false, value: new TextEncoder().encode(piece) });
    await pass();
  };
  const end = async () => {
    await pass();
    give({ done: true });
  };
  const silence = async () => {
    await pass();
    waits.at(-1)?.();
  };
  return { begin, write, end, silence, abort, requests, heard, waits, stopped: () => stopped };
}

describe('listening over HTTP', () => {
  it('asks for the stream with what was heard last, and hands on what comes', async () => {
    const { begin, write, end, requests, heard } = setUp();
    const ended = expect(begin('r-3', ['a.said', 'b.said'])).rejects.toBeInstanceOf(ConnectionLostError);
    await write('retry: 1000\n\n: \nid: r-3\n\nevent: a.said\nid: r-4\nda');
    await write('ta: {"text":"ü"}\n\nevent: reload\nid: r-9\ndata: {}\n\nevent: a.said\nid: r-10\n');
    await end();
    await ended;
    expect(requests).toMatchObject([
      {
        url: 'http://host:1/base/api/events?names=a.said,b.said',
        init: {
          method: 'GET',
          headers: { authorization: 'Bearer x', 'last-event-id': 'r-3', accept: 'text/event-stream' },
          redirect: 'error',
        },
      },
    ]);
    expect(heard).toEqual([
      { kind: 'position', id: 'r-3' },
      { kind: 'event', id: 'r-4', name: 'a.said', data: { text: 'ü' } },
      { kind: 'reload', id: 'r-9' },
    ]);
  });

  it('takes a stream that is silent for long for lost, and waits anew with each sign of life', async () => {
    const { begin, write, silence, waits, stopped } = setUp();
    const ended = expect(begin()).rejects.toBeInstanceOf(ConnectionLostError);
    await write(': \n');
    await write(': \n');
    expect([waits.length, stopped()]).toEqual([3, 2]);
    await silence();
    await ended;
    expect(stopped()).toBe(3);
  });

  it('ends when it is not wanted any more', async () => {
    const { begin, write, abort, heard } = setUp();
    const ended = expect(begin()).rejects.toBeInstanceOf(CancelledError);
    await write('id: r-1\n\n');
    abort.abort();
    await ended;
    await expect(begin()).rejects.toBeInstanceOf(CancelledError);
    expect(heard).toHaveLength(1);
  });

  it('ends with the refusal it was answered', async () => {
    const error = { code: 'RATE_LIMITED', name: 'x', message: 'too many', data: { retryAfterSeconds: 30 } };
    const { begin } = setUp({ status: 429, type: 'application/json', text: JSON.stringify({ error }) });
    await expect(begin()).rejects.toMatchObject({ name: 'ElektraError', code: 'RATE_LIMITED', message: 'too many' });
  });

  it.each([
    ['a page', { status: 200, type: 'text/html', text: '<html>' }],
    ['a proxy without its server', { status: 502, type: 'text/html', text: '<html>' }],
    ['JSON of something else', { status: 404, type: 'application/json', text: '{"error":"x"}' }],
  ])('takes %s for a lost connection', async (_what, answer) => {
    await expect(setUp(answer).begin()).rejects.toBeInstanceOf(ConnectionLostError);
  });

  it('takes what is no JSON for a lost connection', async () => {
    const { begin, write, heard } = setUp();
    const ended = expect(begin()).rejects.toBeInstanceOf(ConnectionLostError);
    await write('id: r-1\nevent: a.said\ndata: {"cut\n\n');
    await ended;
    expect(heard).toEqual([]);
  });
});
