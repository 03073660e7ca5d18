import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest, directly } from './testing/client-under-test.ts';
import { answer, startFieldServer, type FieldServer } from './testing/field-server.ts';
import { createGate } from './testing/gate.ts';

let server: FieldServer;
let client: ClientUnderTest;

beforeEach(async () => {
  server = await startFieldServer();
  client = createClientUnderTest({ limits: { probedHosts: 2 } });
});

afterEach(async () => {
  await client.elektrads.close();
  await server.kill();
});

const probe = (host = server.url, signal = UNWATCHED) => client.elektrads.probe(directly(host), signal);

describe('a probe', () => {
  it('tells the version and how long it took', async () => {
    const found = await probe();
    expect(found.version).toEqual({ api: 1, elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0 } });
    expect(found.latencyMs).toBeGreaterThan(0);
  });

  it('of one host opens one session, however often and however it is spelled, which the instance takes over', async () => {
    for (let at = 0; at < 10; at += 1)
      await probe(at % 2 === 0 ? server.url : server.url.replace('127.0.0.1', 'LOCALHOST'));
    expect(server.handles).toEqual(['secret-1']);
    server.requests.length = 0;
    await Promise.all(Array.from({ length: 10 }, () => probe()));
    expect(server.requests).toHaveLength(1);

    await client.connect(server.url).read('user:/a', 0, UNWATCHED);
    expect(server.handles).toEqual(['secret-1']);
    expect(client.saved).toEqual(['secret-1']);
    await probe();
    expect(server.handles).toHaveLength(2);
  });

  it('remembers the hosts that were asked last, and no more', async () => {
    const others = await Promise.all([startFieldServer(), startFieldServer()]);
    await probe();
    for (const other of others) await probe(other.url);
    await probe();
    expect(server.handles).toHaveLength(2);
    await Promise.all(others.map((other) => other.kill()));
  });

  it('keeps the session that a server insists on', async () => {
    server.fault(({ session }, response) => {
      if (session === 'theirs') return false;
      answer(response, 200, '{"api":1,"elektra":{"version":"1","major":1,"minor":0}}', {
        'set-cookie': 'session=theirs',
      });
      return true;
    });
    await probe();
    await probe();
    expect(server.requests.map(({ session }) => session)).toEqual(['secret-1', 'theirs']);
  });

  it.each([
    ['a page', 200, '<html></html>', 'not JSON'],
    ['other JSON', 200, '{"api":1}', 'not the version of an elektrad'],
    ['nothing there', 404, '404 page not found\n', 'no such request'],
    ['far too much', 200, 'x'.repeat(100_000), 'far too large'],
  ])('of a host that answers with %s finds no elektrad', async (_form, status, text, words) => {
    server.fault((_request, response) => {
      answer(response, status, text);
      return true;
    });
    await expect(probe()).rejects.toMatchObject({
      code: 'INSTANCE_PROTOCOL',
      message: expect.stringContaining(words),
      data: { host: server.url },
    });
  });

  it('follows nothing', async () => {
    const other = await startFieldServer();
    server.fault((_request, response) => {
      answer(response, 302, '', { location: `${other.url}/version` });
      return true;
    });
    await expect(probe()).rejects.toMatchObject({
      code: 'INSTANCE_PROTOCOL',
      message: expect.stringContaining(other.url),
    });
    expect(other.requests).toEqual([]);
    await other.kill();
  });

  it('names where a redirect leads without what such addresses carry', async () => {
    server.fault((_request, response) => {
      answer(response, 302, '', { location: 'https://sign-in.example/start?ticket=secret#part' });
      return true;
    });
    await expect(probe()).rejects.toMatchObject({
      message: expect.stringMatching(/to https:\/\/sign-in.example\/start;/),
    });
  });

  it.each([502, 503, 504])(
    'of a host behind a gateway that answers %i is one of a host that is down',
    async (status) => {
      server.fault((_request, response) => {
        answer(response, status, '');
        return true;
      });
      await expect(probe()).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    },
  );

  it('of a host that does not answer ends by time limit', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    silent.on('connection', (socket) => socket.on('error', () => socket.destroy()));
    const host = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const hasty = createClientUnderTest({ timeouts: { readMs: 300 } });
    await expect(hasty.elektrads.probe(directly(host), UNWATCHED)).rejects.toMatchObject({
      code: 'INSTANCE_TIMEOUT',
      data: { host, seconds: 0.3 },
    });
    silent.close();
  });

  it('of a host that is down says so in plain words', async () => {
    await server.kill();
    await expect(probe()).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
      message: `${server.url} does not answer: nothing listens at that address and port.`,
    });
    await server.restart();
  });

  it('that one caller gives up goes on for the others', async () => {
    const gate = createGate();
    server.fault(async () => {
      await gate.pass();
      return false;
    });
    const controller = new AbortController();
    const cancelled = probe(server.url, controller.signal);
    const patient = probe();
    await gate.reached;
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError' });
    gate.open();
    expect((await patient).version.api).toBe(1);
  });

  it('refuses an address that is none', async () => {
    await expect(async () => probe('host:33333')).rejects.toMatchObject({ code: 'INSTANCE_HOST_INVALID' });
  });
});
