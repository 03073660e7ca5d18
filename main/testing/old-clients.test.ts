import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOST, withInstance, type WithInstance } from '../clusterd/testing/with-instance.ts';
import type { HttpServer } from '../transport/http/http-server.ts';
import { serveOpen } from './serve-open.ts';

let test: WithInstance;
let server: HttpServer;
let port: number;

beforeEach(async () => {
  test = await withInstance({ 'user:/a': '1', 'user:/a/b': '2' });
  ({ server, port } = await serveOpen(test.clusterd));
});
afterEach(() => server.close());

interface Sent {
  readonly body?: string;
  readonly type?: string;
  readonly accept?: string;
}

/** With the headers given and no others: `fetch` would say what kind of body it sends. */
function ask(
  method: string,
  path: string,
  { body = '', type, accept }: Sent = {},
): Promise<{ status: number; text: string; etag: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(accept === undefined ? {} : { accept }),
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(
      { host: '127.0.0.1', port, method, path: `/api/instances/${test.id}${path}`, headers },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, etag: answer.headers.etag }));
      },
    );
    sent.on('error', reject).end(body);
  });
}

const value = (name: string) => test.keys.get(name)?.value;
const JSON_TYPE = 'application/json';

describe('an old client', () => {
  it.each([
    ['text', { body: 'new', type: 'text/plain' }],
    ['a JSON string', { body: '"new"', type: JSON_TYPE }],
    ['a JSON string without a type', { body: '"new"' }],
    ['text without a type', { body: 'new' }],
  ])('sets, moves and copies with %s as the body', async (_kind, sent) => {
    expect(await ask('PUT', '/kdb/user:/a', sent)).toMatchObject({ status: 200 });
    expect(value('user:/a')).toBe('new');
    const target = { ...sent, body: sent.body.replace('new', 'user:/new') };
    expect(await ask('POST', '/kdbCp/user:/a', target)).toMatchObject({ status: 204, text: '' });
    expect([...test.keys.keys()]).toEqual(['user:/a', 'user:/a/b', 'user:/new', 'user:/new/b']);
    expect(await ask('POST', '/kdbMv/user:/a', target)).toMatchObject({ status: 409 });
    expect(await ask('POST', '/kdbMv/user:/a?force=true', target)).toMatchObject({ status: 204, text: '' });
    expect([...test.keys].map(([name, key]) => [name, key.value])).toEqual([
      ['user:/new', 'new'],
      ['user:/new/b', '2'],
    ]);
  });

  it.each([['{}'], ['null'], ['""'], ['']])('removes with the body %j', async (body) => {
    expect(await ask('DELETE', '/kdb/user:/a', { body, type: JSON_TYPE })).toMatchObject({ status: 204, text: '' });
    expect(test.keys.size).toBe(0);
  });

  it('sets and takes off metadata, with the key in the body of a DELETE', async () => {
    const meta = (method: string, body: object, route = '/kdbMeta') =>
      ask(method, `${route}/user:/a`, { body: JSON.stringify(body), type: JSON_TYPE });
    expect(await meta('POST', { key: 'type', value: 'long' })).toMatchObject({ status: 204, text: '' });
    expect(await meta('POST', { key: 'order', value: '1' })).toMatchObject({ status: 204 });
    expect(await meta('POST', { key: 'order' })).toMatchObject({ status: 204 });
    expect(test.keys.get('user:/a')?.meta).toEqual({ type: 'long' });
    expect(await meta('DELETE', { key: 'type' })).toMatchObject({ status: 204, text: '' });
    expect(test.keys.get('user:/a')?.meta).toEqual({});
    const many = {
      meta: [
        { key: 'a', value: '1' },
        { key: 'b', value: null },
      ],
    };
    expect(await meta('POST', many, '/kdbMetaBulk')).toMatchObject({ status: 204, text: '' });
    expect(test.keys.get('user:/a')?.meta).toEqual({ a: '1' });
    const gone = await ask('DELETE', '/kdbMeta/user:/none', { body: '{"key":"type"}', type: JSON_TYPE });
    expect([gone.status, JSON.parse(gone.text)]).toMatchObject([404, { error: { code: 'KEY_NOT_FOUND' } }]);
  });

  it('writes many keys, named relative to the one in the path', async () => {
    const configurations = [
      { key: 'b', value: 'two' },
      { key: 'c/d', value: 'three' },
    ];
    const sent = { body: JSON.stringify({ configurations }), type: JSON_TYPE };
    expect(await ask('PUT', '/kdbAll/user:/a', sent)).toMatchObject({ status: 201, text: '' });
    expect([value('user:/a'), value('user:/a/b'), value('user:/a/c/d')]).toEqual(['1', 'two', 'three']);
    const bad = { body: '{"configurations":[{"key":"../x","value":"1"}]}', type: JSON_TYPE };
    expect(await ask('PUT', '/kdbAll/user:/a', bad)).toMatchObject({ status: 400 });
  });

  it('finds names, and with `in` also values and metadata', async () => {
    expect(JSON.parse((await ask('GET', '/kdbFind/%2Fb$')).text)).toEqual(['user:/a/b']);
    test.keys.set('user:/x', { value: 'a port', meta: {} });
    expect(JSON.parse((await ask('GET', '/kdbFind/port?in=value,meta')).text)).toEqual(['user:/x']);
    expect((await ask('GET', '/kdbFind/(?in=value')).status).toBe(400);
  });

  it('is told by status what it did wrong', async () => {
    test.keys.set('user:/r', { value: '', meta: { 'restrict/write': '1' } });
    test.keys.set('user:/bin', { meta: { binary: '' } });
    const json = (body: string) => ({ body, type: JSON_TYPE });
    const statuses = await Promise.all([
      ask('POST', '/kdbMv/user:/none', json('"user:/x"')),
      ask('POST', '/kdbCp/user:/bin', json('"user:/x"')),
      ask('POST', '/kdbMeta/user:/r', json('{"key":"x","value":"1"}')),
      ask('POST', '/kdbMeta/user:/a', json('{"key":"a\\\\","value":"1"}')),
      ask('POST', '/kdbMeta/user:/a', json('{"value":"1"}')),
      ask('PUT', '/kdbAll/proc:/a', json('{"configurations":[]}')),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([404, 422, 403, 400, 400, 400]);
  });
});

describe('a client that wants to know how far an act is', () => {
  it('gets a line for each part, and what came of it last', async () => {
    const accept = 'application/x-ndjson';
    const sent = { body: '"user:/b"', type: JSON_TYPE, accept };
    const { status, text } = await ask('POST', '/kdbCp/user:/a', sent);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect([status, lines.at(0), lines.at(-1)]).toEqual([200, { part: { done: 0, total: 2 } }, { output: {} }]);
    test.elektrads.host(HOST).up = false;
    const failed = await ask('GET', '/kdbFind/x?in=value', { accept });
    expect(failed.status).toBe(503);
  });
});
