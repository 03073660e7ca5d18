import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { CancelledError } from './cancelled.ts';
import { ConnectionLostError } from './connection-lost.ts';
import { createHttpSend } from './http-client.ts';
import type { HttpFetch, HttpRequestInit } from './http-fetch.ts';
import { defineContract } from './operation.ts';

const contract = defineContract({
  'thing.set': {
    summary: 'Set a thing.',
    kind: 'command',
    role: 'operator',
    http: {
      method: 'PUT',
      path: '/api/things/*name',
      body: { field: 'value', as: 'json-or-text' },
      ifMatch: 'basedOn',
      success: 200,
    },
    input: z.strictObject({
      name: z.string(),
      value: z.string(),
      basedOn: z.string().optional(),
      force: z.boolean().default(false),
    }),
    output: z.strictObject({ done: z.boolean() }),
    errors: [],
  },
});

interface Sent {
  readonly url: string;
  readonly init: HttpRequestInit;
}

function setUp(answer: { status?: number; text?: string; headers?: Record<string, string> } | Error) {
  const sent: Sent[] = [];
  const fetch: HttpFetch = async (url, init) => {
    sent.push({ url, init });
    if (answer instanceof Error) throw answer;
    const { status = 200, text = '{"done":true}', headers = {} } = answer;
    return { status, headers: { get: (name) => headers[name] ?? null }, text: async () => text };
  };
  const send = createHttpSend(contract, {
    baseUrl: 'http://host:1/base/',
    fetch,
    headers: { authorization: 'Bearer x' },
  });
  return { sent, set: (input: unknown) => send('thing.set', input, {}) };
}

describe('the HTTP client', () => {
  it('takes the fetch of every platform', () => {
    expectTypeOf(globalThis.fetch).toExtend<HttpFetch>();
  });

  it('sends what the binding says, and nothing along a redirect', async () => {
    const { sent, set } = setUp({});
    await set({ name: 'user:/a', value: 'ä', basedOn: 'v1', force: true });
    expect(sent).toEqual([
      {
        url: 'http://host:1/base/api/things/user%3A%2Fa?force=true',
        init: {
          method: 'PUT',
          headers: { authorization: 'Bearer x', 'content-type': 'application/json', 'if-match': '"v1"' },
          body: '"ä"',
          redirect: 'error',
        },
      },
    ]);
  });

  it.each([
    ['a name that no path holds', { name: '..', value: 'a' }, 'name'],
    ['no name', { value: 'a' }, 'name'],
    ['half a character in the address', { name: '\ud800', value: 'a' }, 'name'],
    ['a version that no header holds', { name: 'a', value: 'a', basedOn: 'a"b' }, 'basedOn'],
    ['an object in the query string', { name: 'a', value: 'a', force: {} }, 'force'],
    ['an empty list in the query string', { name: 'a', value: 'a', force: [] }, 'force'],
  ])('refuses %s by itself', async (_kind, input, field) => {
    const { sent, set } = setUp({});
    expect(await set(input)).toMatchObject({
      ok: false,
      error: { code: 'INVALID_INPUT', data: { issues: [{ path: field }] } },
    });
    expect(sent).toEqual([]);
  });

  it('knows errors by their code, and keeps the words of codes it does not know', async () => {
    const error = { code: 'KEY_NOT_FOUND', name: 'x', message: 'none', data: { key: 'a' }, requestId: 'r' };
    const known = setUp({ status: 404, text: JSON.stringify({ error }) });
    expect(await known.set({ name: 'a', value: '' })).toEqual({
      ok: false,
      error: { ...error, name: 'KeyNotFoundError' },
    });
    const newer = setUp({
      status: 418,
      text: JSON.stringify({ error: { code: 'TEAPOT', name: 'x', message: 'no tea' } }),
    });
    expect(await newer.set({ name: 'a', value: '' })).toMatchObject({
      error: { code: 'INTERNAL', message: 'TEAPOT: no tea' },
    });
  });

  it.each([
    ['nobody answers', new TypeError('fetch failed')],
    ['a proxy answers for a server that is down', { status: 502, text: '<html>' }],
    ['something else answers with JSON', { status: 404, text: '{"error":"x"}' }],
    ['a portal answers with a page', { status: 200, text: '<html>' }],
  ])('rejects with ConnectionLostError when %s', async (_kind, answer) => {
    await expect(setUp(answer).set({ name: 'a', value: '' })).rejects.toBeInstanceOf(ConnectionLostError);
  });

  it('rejects with CancelledError when it was aborted, whatever fetch threw', async () => {
    const abort = new AbortController();
    const fetch: HttpFetch = () => {
      abort.abort();
      return Promise.reject(new TypeError('fetch failed'));
    };
    const send = createHttpSend(contract, { baseUrl: 'http://host', fetch });
    const answer = send('thing.set', { name: 'a', value: '' }, { signal: abort.signal });
    await expect(answer).rejects.toBeInstanceOf(CancelledError);
  });

  it.each([
    ['is cut off in a line', '{"part":1}\n{"out'],
    ['ends without an output', '{"part":1}\n'],
    ['goes on behind its output', '{"output":1}\n{"part":1}\n'],
    ['holds what is no part', '{"part":1}\nnonsense\n'],
    ['ends with something else', '{"else":1}\n'],
  ])('takes an answer in parts that %s for a lost connection', async (_what, text) => {
    const fetch: HttpFetch = async () => ({
      status: 200,
      headers: { get: () => 'application/x-ndjson' },
      text: async () => text,
    });
    const operation = { ...contract['thing.set'], parts: z.number() };
    const send = createHttpSend({ 'thing.set': operation }, { baseUrl: 'http://host', fetch });
    const answer = send('thing.set', { name: 'a', value: 'b' }, { onPart: () => undefined });
    await expect(answer).rejects.toBeInstanceOf(ConnectionLostError);
  });
});
