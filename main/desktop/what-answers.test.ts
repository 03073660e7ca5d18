import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../adapters/elektrad-client/testing/certificates.ts';
import { STRAIGHT_OUT } from '../adapters/elektrad-client/way-out.ts';
import { createClosers } from '../closers.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { startElektrad } from '../elektrad-server.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { checkRemote } from './remote-check.ts';
import { startServer, temporaryFolder } from './testing/test-application.ts';

const opened = createClosers();
afterEach(() => opened.close());

/** What is sent to whoever answers there. */
const tokens: (string | undefined)[] = [];
afterEach(() => void tokens.splice(0));

async function listen(server: Server & { closeAllConnections(): void }): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  opened.add(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const noting =
  (answer: RequestListener): RequestListener =>
  (request, response) => {
    tokens.push(request.headers.authorization);
    return answer(request, response);
  };
const http = async (answer: RequestListener) => `http://${await listen(createHttpServer(noting(answer)))}`;
const https = async (answer: RequestListener) =>
  `https://${await listen(createTlsServer(createAuthority().issue('IP:127.0.0.1'), noting(answer)))}`;

function check(url: string, token = 'secret') {
  const way = { url, ca: null, fingerprint: null };
  const { signal } = new AbortController();
  return checkRemote({ way, token, wayOut: STRAIGHT_OUT, clock: createSystemClock() }, null, signal);
}

async function elektrad(): Promise<string> {
  const folder = await temporaryFolder();
  const closers = createClosers();
  opened.add(folder.remove);
  opened.add(() => closers.close());
  const at = { host: '127.0.0.1', port: 0, tls: null, allowedHosts: [], basePath: '/' };
  const store = { directory: folder.path, product: { name: 'elektra-web', version: '0' }, token: null, kdb: null };
  return (await startElektrad({ ...at, ...store }, createSilentLog(), closers)).url;
}

const answering =
  (status: number, type: string, text: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': type }).end(text);
const router = answering(200, 'text/html', '<!doctype html><title>Guest\n Wi-Fi</title>');

describe('an address where a clusterd is looked for', () => {
  it.each([
    ['an elektrad', elektrad, 'elektrad', /This is an elektrad, not a clusterd: add it as an instance instead\.$/],
    ['a page', () => http(router), 'page', /A web page answers there \(“Guest Wi-Fi”\)\..*wants a sign-in first/],
    ['a gateway', () => http(answering(502, 'text/html', '<html>')), 'gateway', /answers 502: the clusterd behind it/],
    [
      'a sign-in',
      () => http(answering(401, 'text/plain', '')),
      'sign-in',
      /asks for a sign-in of its own \(HTTP 401\)/,
    ],
    [
      'a program',
      () => http(answering(404, 'text/plain', 'no')),
      'other',
      /Another program answers there \(HTTP 404\)/,
    ],
    ['other JSON', () => http(answering(200, 'application/json', '{"api":"x"}')), 'other', /\(HTTP 200\)/],
  ])('that is %s says so, and gets no token', async (_what, start, what, words) => {
    const url = await start();
    await expect(check(url)).rejects.toMatchObject({
      code: 'REMOTE_FOREIGN',
      message: expect.stringMatching(words),
      data: { url, what, address: null },
    });
    expect(tokens.filter((token) => token !== undefined)).toEqual([]);
  });

  it.each([
    ['wants TLS', () => https(router), /^https:/, 'http:', 'tls'],
    ['has no TLS', () => http(router), /^http:/, 'https:', 'no-tls'],
  ])('that %s names the other one', async (_what, start, scheme, other, what) => {
    const right = await start();
    const url = right.replace(scheme, other);
    const message = expect.stringContaining(`Use ${right}.`);
    await expect(check(url)).rejects.toMatchObject({ code: 'REMOTE_FOREIGN', message, data: { what, address: right } });
    expect(tokens).toEqual([]);
  });

  it('with something behind clusterd’s own names that', async () => {
    const folder = await temporaryFolder();
    opened.add(folder.remove);
    const server = await startServer(join(folder.path, 'server'));
    opened.add(server.close);
    for (const path of ['/instances/3f', '/api']) {
      await expect(check(server.url + path, server.token)).rejects.toMatchObject({
        code: 'REMOTE_FOREIGN',
        message: expect.stringContaining(`A clusterd answers at ${server.url}. Use that address.`),
        data: { what: 'path', address: server.url },
      });
    }
    expect(await check(server.url, server.token)).toMatchObject({ who: { role: 'admin' } });
  });
});
