import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { recordedLog } from '../testing/recorded-log.ts';
import { startEchoServer } from './testing/echo-server.ts';
import { createHttpServer } from './http-server.ts';
import { createListeners, urlOf } from './listeners.ts';

const access = { authenticate: () => null, open: true, allowedHosts: [], cookiePrefix: null };
const ignore = () => undefined;
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const dispatcher = { dispatch: () => Promise.resolve({ ok: true as const, value: {} }) };

describe('a server that listens', () => {
  it('does so on every address of localhost', async () => {
    const server = await createHttpServer({ contract: {}, dispatcher, log, access });
    const { url, port } = await server.listen({ host: 'localhost', port: 0 });
    expect(url).toBe(`http://localhost:${port}`);
    for (const { address, family } of await lookup('localhost', { all: true })) {
      const host = family === 6 ? `[${address}]` : address;
      expect((await fetch(`http://${host}:${port}/healthz`)).status).toBe(200);
    }
    await server.close();
  });

  it('says when the port is taken', async () => {
    const first = await startEchoServer();
    const second = await createHttpServer({ contract: {}, dispatcher, log, access });
    await expect(second.listen({ host: '127.0.0.1', port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.close();
    await first.server.close();
  });

  it('goes by the name it was given', async () => {
    const server = await createHttpServer({ contract: {}, dispatcher, log, access });
    await server.listen({ host: '127.0.0.2', port: 0 });
    const statusFor = async (host: string) => (await server.inject({ url: '/api/none', headers: { host } })).statusCode;
    expect(await statusFor('127.0.0.2:99')).toBe(404);
    expect(await statusFor('127.0.0.3')).toBe(403);
    await server.close();
  });

  it('keeps to its number of connections', async () => {
    const echo = await startEchoServer({ limits: { connections: 1 } });
    const first = connect(echo.port, '127.0.0.1');
    await once(first, 'connect');
    const second = connect(echo.port, '127.0.0.1');
    await once(second, 'close');
    first.destroy();
    await echo.server.close();
  });
});

describe('the address to open', () => {
  it.each([
    [false, '127.0.0.1', '', 'http://127.0.0.1:1'],
    [true, 'elektra.example', '/base', 'https://elektra.example:1/base'],
    [false, '::1', '', 'http://[::1]:1'],
    [false, '0.0.0.0', '', 'http://localhost:1'],
    [false, '::', '', 'http://localhost:1'],
  ])('of %s %s%s is %s', (secure, host, basePath, url) => {
    expect(urlOf(secure, host, 1, basePath)).toBe(url);
  });
});

describe('listeners that close', () => {
  it.each([
    ['opened ahead of a request', ''],
    ['with half of a head', 'GET / HTTP/1.1\r\nHost: loc'],
  ])('do not wait for a connection %s', async (_what, sent) => {
    const server = createServer((_request, response) => response.end());
    const listeners = createListeners(server, createServer, recordedLog());
    const port = await listeners.listen({ host: '127.0.0.1', port: 0 });
    const accepted = once(server, 'connection');
    const client = connect(port, '127.0.0.1').on('error', () => client.destroy());
    client.write(sent);
    await accepted;
    await listeners.close(60_000);
    expect(server.listening).toBe(false);
    client.destroy();
  });

  it('let a running request end', async () => {
    const server = createServer((_request, response) => {
      void listeners.close(60_000).then(() => undefined);
      setImmediate(() => response.end('done'));
    });
    const listeners = createListeners(server, createServer, recordedLog());
    const port = await listeners.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('done');
  });
});
