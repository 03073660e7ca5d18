import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEchoServer, type EchoServer } from './testing/echo-server.ts';

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer();
});
afterAll(() => echo.server.close());

const auth = { authorization: 'Bearer admin' };
const json = { ...auth, 'content-type': 'application/json' };
const text = { ...auth, 'content-type': 'text/plain' };

function invalid(path: string, words: string) {
  return { error: { code: 'INVALID_INPUT', data: { issues: [{ path, message: expect.stringContaining(words) }] } } };
}

describe('names in addresses', () => {
  it.each([
    ['one segment', 'user%3A%2Fa%2Fb', 'user:/a/b'],
    ['plain segments', 'user:/a/b', 'user:/a/b'],
    ['a percent sign', 'user%3A%2F%25', 'user:/%'],
    ['what looks encoded after decoding', 'user:/%252F%2541', 'user:/%2F%41'],
    ['an escaped slash', 'user:/a%5C%2Fb', 'user:/a\\/b'],
    ['an escaped slash in a plain path', 'user:/a%5C/b', 'user:/a\\/b'],
    ['two slashes', '/a//b', '/a//b'],
    ['dots between slashes', 'user:/./a/../b', 'user:/./a/../b'],
    ['encoded dots', 'user:/%2E/%2E%2E', 'user:/./..'],
    ['a plus', 'user:/a+b', 'user:/a+b'],
    ['a question mark', 'user:/a%3Fb', 'user:/a?b'],
    ['UTF-8', 'user:/%C3%BC/%F0%9F%98%80', 'user:/ü/😀'],
    ['a slash at the end', 'user:/a/', 'user:/a/'],
    ['a colon and a star', ':id/*name', ':id/*name'],
    ['a semicolon', 'a;b=c', 'a;b=c'],
  ])('%s: %s is %s', async (_kind, sent, name) => {
    expect((await echo.ask('GET', `/api/echo/x/at/${sent}`)).json).toMatchObject({ id: 'x', name });
  });

  it('takes any name as one segment or as plain ones, and a longer one than routers like', async () => {
    const part = fc.string({ unit: fc.oneof(fc.constantFrom('\\', '%', '.', '#', ' ', '+', 'ä'), fc.string()) });
    const name = fc
      .array(part, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/').replace(/\p{Surrogate}/gu, ''))
      .filter((joined) => joined !== '');
    await fc.assert(
      fc.asyncProperty(name, async (key) => {
        const plain = key.split('/').map(encodeURIComponent).join('/');
        expect((await echo.ask('GET', `/api/echo/x/at/${encodeURIComponent(key)}`)).json).toMatchObject({ name: key });
        expect((await echo.ask('GET', `/api/echo/x/at/${plain}`)).json).toMatchObject({ name: key });
      }),
      { numRuns: 100 },
    );
    const long = `user:/${'ü/'.repeat(5000)}`;
    expect((await echo.ask('GET', `/api/echo/x/at/${encodeURIComponent(long)}`)).json).toMatchObject({ name: long });
  });

  it('takes an empty name for none', async () => {
    expect((await echo.ask('GET', '/api/echo/x/at/')).json).toEqual({ id: 'x', depth: 0, deep: false });
    expect((await echo.ask('GET', '/api/echo/x/at')).json).toEqual({ id: 'x', depth: 0, deep: false });
  });

  it.each(['%', '%zz', '%C3', '%ED%A0%80'])('refuses what is no percent-encoded UTF-8: %s', async (sent) => {
    const answer = await echo.ask('GET', `/api/echo/x/at/${sent}`);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject(invalid('', 'percent-encoding'));
  });
});

describe('query strings', () => {
  it.each([
    ['deep', { deep: true }],
    ['deep=', { deep: true }],
    ['deep=1', { deep: true }],
    ['deep=true', { deep: true }],
    ['deep=0', { deep: false }],
    ['deep=false', { deep: false }],
    ['depth=3', { depth: 3 }],
    ['ratio=-1.5e3', { ratio: -1500 }],
    ['text=a+b%2B', { text: 'a b+' }],
    ['kinds=name,value', { kinds: ['name', 'value'] }],
    ['kinds=name&kinds=meta', { kinds: ['name', 'meta'] }],
    ['names=a,b', { names: ['a,b'] }],
    ['name=x', { name: 'x' }],
  ])('reads ?%s', async (query, expected) => {
    expect((await echo.ask('GET', `/api/echo/x/at?${query}`)).json).toMatchObject(expected);
  });

  it.each([
    ['deep=yes', 'deep', 'boolean'],
    ['depth=x', 'depth', 'number'],
    ['depth=', 'depth', 'number'],
    ['depth=1&depth=2', 'depth', 'number'],
    ['text=a&text=b', 'text', 'string'],
    ['kinds=other', 'kinds.0', 'option'],
    ['more=1', 'more', 'no field'],
    ['__proto__=1', '__proto__', 'no field'],
    ['id=y', 'id', 'no field'],
  ])('refuses ?%s', async (query, path, words) => {
    expect((await echo.ask('GET', `/api/echo/x/at?${query}`)).json).toMatchObject(invalid(path, words));
  });
});

describe('bodies', () => {
  const set = (headers: Record<string, string>, body?: string | Buffer) =>
    echo.ask('PUT', '/api/echo/x/at/n', { headers, ...(body === undefined ? {} : { body }) });

  it.each([
    ['text/plain as it is', text, '"quoted"', '"quoted"'],
    ['text/plain with a byte order mark', text, '\ufeffa', '\ufeffa'],
    ['an empty text', text, '', ''],
    ['a JSON string', json, '"a\\n"', 'a\n'],
    ['a charset', { ...auth, 'content-type': 'text/plain; charset=UTF-8' }, 'ü', 'ü'],
    ['no type, a JSON string', auth, '"a"', 'a'],
    ['no type, other JSON', auth, '{"a":1}', '{"a":1}'],
    ['no type, a text', auth, 'a b', 'a b'],
  ])('takes %s', async (_kind, headers, body, value) => {
    expect((await set(headers, body)).json).toMatchObject({ given: { value } });
  });

  it('refuses an empty body without a type: a forgotten one must not empty a value', async () => {
    expect((await set(auth)).json).toMatchObject({ error: { code: 'INVALID_INPUT' } });
    expect((await set({ ...auth, 'content-type': 'text/plain' })).json).toMatchObject({ given: { value: '' } });
  });

  it.each([
    ['JSON that is cut off', json, '"a', 'not JSON'],
    ['a bare word as JSON', json, 'on', 'double quotes'],
    ['an empty JSON body', json, '', 'empty'],
    ['another type', { ...auth, 'content-type': 'application/x-www-form-urlencoded' }, 'a=b', 'text/plain'],
    ['another charset', { ...auth, 'content-type': 'text/plain; charset=latin1' }, 'a', 'UTF-8'],
    ['bytes that are not UTF-8', text, Buffer.from([0x61, 0xff]), 'UTF-8'],
    ['a compressed body', { ...text, 'content-encoding': 'gzip' }, 'a', 'gzip'],
    ['a type that is none', { ...auth, 'content-type': 'what' }, 'a', 'media type'],
  ])('refuses %s', async (_kind, headers, body, words) => {
    const answer = await set(headers, body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringContaining(words) } });
  });

  it('takes one JSON value whatever its type is called', async () => {
    const put = (headers: Record<string, string>, body: string) => echo.ask('PUT', '/api/plain/n', { headers, body });
    expect((await put(text, '"a"')).status).toBe(201);
    expect((await put(auth, 'null')).status).toBe(200);
    expect((await put({ ...auth, 'content-type': 'application/x-www-form-urlencoded' }, '"a"')).status).toBe(201);
    for (const wrong of ['', 'raw', '1', '{}']) expect((await put(json, wrong)).status).toBe(400);
  });

  it.each([
    ['no body', auth, undefined],
    ['an empty JSON body', json, ''],
    ['an empty object', json, '{}'],
    ['null', json, 'null'],
  ])('takes %s where none is needed', async (_kind, headers, body) => {
    const options = { headers, ...(body === undefined ? {} : { body }) };
    expect((await echo.ask('DELETE', '/api/echo/x', options)).status).toBe(204);
    expect((await echo.ask('POST', '/api/admin', options)).status).toBe(200);
  });

  it.each(['{"a":1}', '"a"', '1', 'raw'])('refuses the body %s where there is none', async (body) => {
    expect((await echo.ask('DELETE', '/api/echo/x', { headers: json, body })).json).toMatchObject(
      invalid('', 'takes no body'),
    );
  });

  it('joins a JSON object with the address', async () => {
    const change = (path: string, body: string) => echo.ask('POST', path, { headers: json, body });
    expect((await change('/api/echo/x?force=true', '{"text":"a"}')).json).toMatchObject({ force: true, text: 'a' });
    expect((await change('/api/echo/x', '{"id":"x"}')).json).toMatchObject({ id: 'x' });
    expect((await change('/api/echo/x', '\ufeff{}')).json).toMatchObject({ id: 'x' });
    expect((await change('/api/echo/x', '')).json).toMatchObject({ id: 'x' });
    expect((await change('/api/echo/x', '{"id":"y"}')).json).toMatchObject(invalid('id', 'otherwise'));
    expect((await change('/api/echo/x?text=b', '{"text":"a"}')).json).toMatchObject(invalid('text', 'otherwise'));
    expect((await change('/api/echo/x', '{"__proto__":{}}')).json).toMatchObject(invalid('__proto__', 'no such field'));
    for (const body of ['[]', 'null', '"a"', '1']) {
      expect((await change('/api/echo/x', body)).json).toMatchObject(invalid('', 'JSON object'));
    }
  });

  it('refuses a body over the limit before it has come', async () => {
    const small = await startEchoServer({ limits: { body: 1000 } });
    const answer = await small.ask('POST', '/api/echo/x', { headers: json, body: `{"text":"${'a'.repeat(1000)}"}` });
    expect(answer.status).toBe(413);
    expect(answer.json).toMatchObject({ error: { code: 'TOO_LARGE', data: { limit: 1000 } } });
    await small.server.close();
  });
});

describe('versions', () => {
  const headersWith = (tag: string) => ({ ...text, 'if-match': tag });
  const set = (tag: string) => echo.ask('PUT', '/api/echo/x/at/n', { headers: headersWith(tag), body: 'v' });

  it('travel as If-Match and ETag, weak or strong', async () => {
    const answer = await set('"a-b.C"');
    expect(answer.json).toMatchObject({ given: { basedOn: 'a-b.C' } });
    expect(answer.headers.etag).toBe('"a-b.C"');
    expect((await set('W/"a"')).json).toMatchObject({ given: { basedOn: 'a' } });
  });

  it.each([
    ['*', 'not supported'],
    ['"a", "b"', 'list'],
    ['a', 'double quotes'],
    ['', 'double quotes'],
  ])('are refused as %s', async (tag, words) => {
    expect((await set(tag)).json).toMatchObject(invalid('If-Match', words));
  });

  it('are refused where nothing compares them, rather than passed over', async () => {
    const change = (header: string) =>
      echo.ask('POST', '/api/echo/x', { headers: { ...json, [header]: '*' }, body: '{}' });
    expect((await change('if-match')).json).toMatchObject(invalid('If-Match', 'not supported'));
    expect((await change('if-none-match')).json).toMatchObject(invalid('If-None-Match', 'not supported'));
  });
});

describe('answers', () => {
  it('carry what no cache may keep', async () => {
    const { headers } = await echo.ask('GET', '/api/who');
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('have pages as plain arrays with their total and their neighbours', async () => {
    const { headers, json: items } = await echo.ask('GET', '/api/echo?limit=10&filter=a%20b&offset=10');
    expect(items).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(headers['x-total-count']).toBe('25');
    expect(headers.link).toBe(
      [
        '</api/echo?limit=10&filter=a+b&offset=0>; rel="first"',
        '</api/echo?limit=10&filter=a+b&offset=0>; rel="prev"',
        '</api/echo?limit=10&filter=a+b&offset=20>; rel="next"',
        '</api/echo?limit=10&filter=a+b&offset=20>; rel="last"',
      ].join(', '),
    );
  });

  it('have one field, or nothing', async () => {
    expect((await echo.ask('GET', '/api/count')).json).toBe(7);
    const removed = await echo.ask('DELETE', '/api/echo/x');
    expect([removed.status, removed.text, removed.headers['content-length']]).toEqual([204, '', undefined]);
    const created = await echo.ask('PUT', '/api/plain/n', { headers: json, body: '"a"' });
    expect([created.status, created.text, created.headers.etag]).toEqual([201, '', '"v1"']);
  });

  it('tell errors in an envelope with the catalogue’s status', async () => {
    const body = JSON.stringify({ code: 'KEY_NOT_FOUND', message: 'none', data: { key: 'user:/a' } });
    const answer = await echo.ask('POST', '/api/failures', { headers: json, body });
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual({
      error: {
        code: 'KEY_NOT_FOUND',
        name: 'KeyNotFoundError',
        message: 'none',
        data: { key: 'user:/a' },
        requestId: expect.any(String),
      },
    });
  });

  it('say how long to wait, and how to get in', async () => {
    const body = JSON.stringify({ code: 'RATE_LIMITED', message: 'wait', data: { retryAfterSeconds: 7 } });
    expect((await echo.ask('POST', '/api/failures', { headers: json, body })).headers['retry-after']).toBe('7');
    expect((await echo.ask('GET', '/api/who', { headers: {} })).headers['www-authenticate']).toBe('Bearer');
  });

  it('are logged in one line without secrets', async () => {
    await echo.ask('GET', '/api/echo/x/at?text=confidential');
    const line = echo.log.lines.at(-1);
    expect(line).toMatchObject({
      level: 'debug',
      fields: { operation: 'echo.read', status: 200, caller: 'admin', requestId: expect.any(String) },
    });
    expect(JSON.stringify(line)).not.toMatch(/confidential|Bearer/);
  });
});

describe('addresses that are not there', () => {
  it.each([
    ['GET', '/api/nothing'],
    ['GET', '/'],
    ['POST', '/api/echo/x/at/n/../..'.replace('at', 'no')],
    ['GET', '/API/who'],
    ['GET', '/api/who/'],
  ])('answer %s %s with NOT_FOUND', async (method, path) => {
    const answer = await echo.ask(method, path);
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ error: { code: 'NOT_FOUND', requestId: expect.any(String) } });
  });

  it.each([
    ['PATCH', '/api/who', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/echo/x/at/a/b', 'GET, HEAD, PUT, OPTIONS'],
    ['GET', '/api/admin', 'POST, OPTIONS'],
    ['DELETE', '/api/echo', 'GET, HEAD, OPTIONS'],
  ])('answer %s %s with the methods there are', async (method, path, allow) => {
    const answer = await echo.ask(method, path);
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    expect(answer.json).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it('answer OPTIONS with the methods there are, and nothing for other origins', async () => {
    const answer = await echo.ask('OPTIONS', '/api/echo/x');
    expect([answer.status, answer.headers.allow]).toEqual([204, 'DELETE, POST, OPTIONS']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('answer HEAD like GET without the body', async () => {
    const get = await echo.ask('GET', '/api/who');
    const head = await echo.ask('HEAD', '/api/who');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', get.headers['content-length']]);
  });
});

describe('what is no proper request', () => {
  it('is answered when it is not HTTP', async () => {
    const answer = await echo.talk('nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"INVALID_INPUT"');
  });

  it.each(['Host: localhost', 'hOST: elsewhere.example', 'Host:'])(
    'is answered when it names two hosts: %s',
    async (second) => {
      const head = `GET /api/who HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer admin\r\nconnection: close\r\n`;
      const answer = await echo.talk(`${head}${second}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"INVALID_INPUT"');
      expect(await echo.talk(`${head}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  it('is answered when its head is too large', async () => {
    const answer = await echo.talk(`GET /api/who HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(200_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"TOO_LARGE"');
  });

  it('is cut off when it does not come to its end', async () => {
    const slow = await startEchoServer({ limits: { headersTimeout: 200, requestTimeout: 200 } });
    expect(await slow.talk('GET /api/who HTTP/1.1\r\nhost: localhost\r\n')).toMatch(/^HTTP\/1\.1 408 /);
    await slow.server.close();
  });
});

describe('the end', () => {
  it('of a caller reaches the handler', async () => {
    const waiting = echo.echo.nextWait();
    const socket = connect(echo.port, '127.0.0.1');
    socket.write('GET /api/wait HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer admin\r\n\r\n');
    await waiting.begun;
    socket.destroy();
    await waiting.aborted;
  });

  it('of the server lets running requests end, and closes their connections', async () => {
    const ending = await startEchoServer();
    const headers = { ...json, expect: '100-continue', 'content-length': '2' };
    const running = request({
      port: ending.port,
      method: 'POST',
      path: '/api/echo/x',
      headers,
      agent: new Agent({ keepAlive: true }),
    });
    running.flushHeaders();
    await once(running, 'continue');
    const closed = ending.server.close();
    running.end('{}');
    const [answer] = (await once(running, 'response')) as [IncomingMessage];
    answer.resume();
    expect([answer.statusCode, answer.headers.connection]).toEqual([201, 'close']);
    await closed;
    await expect(ending.ask('GET', '/api/who')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('of the server cuts off what runs over the limit', async () => {
    const ending = await startEchoServer({ limits: { closing: 50 } });
    const waiting = ending.echo.nextWait();
    const answer = expect(ending.ask('GET', '/api/wait')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await waiting.begun;
    await ending.server.close();
    await answer;
    await waiting.aborted;
  });
});
