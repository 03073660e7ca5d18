import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import { createDial } from './dial.ts';
import { createEndings } from './endings.ts';
import { createHttp } from './http.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest, directly } from './testing/client-under-test.ts';
import { answer, startFieldServer, type FieldServer } from './testing/field-server.ts';
import { createGate } from './testing/gate.ts';

let client: ClientUnderTest;
/** For hosts that do not answer. */
let hasty: ClientUnderTest;
let stops: (() => Promise<void>)[];

beforeEach(() => {
  stops = [];
  client = createClientUnderTest({ limits: { answerBytes: 10_000 } });
  hasty = createClientUnderTest({ timeouts: { readMs: 300, aliveMs: 300, connectMs: 300 } });
});

afterEach(async () => {
  await client.elektrads.close();
  await hasty.elektrads.close();
  for (const stop of stops) await stop();
});

async function field(): Promise<FieldServer> {
  const server = await startFieldServer();
  stops.push(() => server.kill());
  return server;
}

/** A server that does with a connection what the test says. */
async function raw(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  await listening(server);
  stops.push(async () => {
    for (const socket of sockets) socket.destroy();
    await closed(server);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const listening = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const closed = (server: Server) => new Promise<unknown>((resolve) => server.close(resolve));
const read = (host: string, by = client) => by.connect(host).read('user:/a', 0, UNWATCHED);

describe('a host', () => {
  it('that sends elsewhere is not followed, not even by a read', async () => {
    const other = await field();
    const server = await field();
    server.fault((_request, response) => {
      answer(response, 307, '', { location: `${other.url}/version` });
      return true;
    });
    expect((await fetch(`${server.url}/version`)).ok).toBe(true);
    other.requests.length = 0;
    await expect(read(server.url)).rejects.toMatchObject({
      code: 'INSTANCE_PROTOCOL',
      message: expect.stringContaining(other.url),
    });
    expect(other.requests).toEqual([]);
  });

  it('that is no elektrad gets no write', async () => {
    const server = await field();
    server.fault((_request, response) => {
      answer(response, 200, '<html>Welcome</html>');
      return true;
    });
    const writing = client.connect(server.url).turn((turn) => turn.set('user:/a', '1'), UNWATCHED);
    await expect(writing).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL' });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it('that answers too much is cut off, announced or not', async () => {
    const server = await field();
    let sent = 0;
    server.fault(({ route }, response) => {
      if (route !== '/kdb') return false;
      const chunk = 'x'.repeat(1000);
      const more = () => {
        sent += chunk.length;
        if (!response.destroyed) response.write(chunk, () => setImmediate(more));
      };
      more();
      return true;
    });
    await expect(read(server.url)).rejects.toMatchObject({ code: 'TOO_LARGE', data: { limit: 10_000 } });
    expect(sent).toBeLessThan(10_000_000);
    server.fault(({ route }, response) => {
      if (route === '/kdb') response.writeHead(200, { 'content-length': '10001' }).write('{');
      return route === '/kdb';
    });
    await expect(read(server.url)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('that sends headers without end is cut off', async () => {
    const host = await raw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${`x-filler: ${'x'.repeat(1000)}\r\n`.repeat(100)}`);
    });
    await expect(read(host)).rejects.toMatchObject({
      code: 'INSTANCE_PROTOCOL',
      message: expect.stringContaining('headers'),
    });
  });

  it('that does not answer ends by time limit', async () => {
    const host = await raw(() => undefined);
    await expect(read(host, hasty)).rejects.toMatchObject({
      code: 'INSTANCE_TIMEOUT',
      data: { host, seconds: 0.3 },
    });
  });

  it('that answers drop by drop ends by time limit', async () => {
    const host = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    await expect(read(host, hasty)).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
  });

  it('that hangs lets its turn end, and the next one begin', async () => {
    const server = await field();
    const elektrad = hasty.connect(server.url);
    server.fault(({ name }) => name === 'user:/hang');
    const hanging = elektrad.turn((turn) => turn.read('user:/hang'), UNWATCHED);
    let isNextBegun = false;
    const next = elektrad.turn(async () => {
      isNextBegun = true;
    }, UNWATCHED);
    await expect(hanging).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
    await next;
    expect(isNextBegun).toBe(true);
  });

  it('with which no connection comes about is unreachable, long before a read may end', async () => {
    // A TCP connection stands, and TLS never begins.
    const host = (await raw(() => undefined)).replace('http:', 'https:');
    const impatient = createClientUnderTest({ timeouts: { connectMs: 100 } });
    await expect(read(host, impatient)).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
      data: { reason: 'no connection came about in time' },
    });
    await expect(impatient.elektrads.probe(directly(host), UNWATCHED)).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
    });
    await impatient.elektrads.close();
  });

  it('that speaks something else is no elektrad', async () => {
    const host = await raw((socket) => socket.once('data', () => socket.end('-ERR unknown command\r\n')));
    await expect(read(host)).rejects.toMatchObject({
      code: 'INSTANCE_PROTOCOL',
      message: expect.stringContaining('not HTTP'),
    });
  });

  it('that closes each connection without an answer is unreachable', async () => {
    let connections = 0;
    const host = await raw((socket) => {
      connections += 1;
      socket.once('data', () => socket.destroy());
    });
    await expect(read(host)).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
      message: expect.stringContaining('closed the connection'),
    });
    expect(connections).toBeLessThanOrEqual(4);
  });

  it('that closes in the middle of an answer is unreachable', async () => {
    const host = await raw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"api":1'));
    });
    await expect(read(host)).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
  });

  it('where nothing listens, or whose name is unknown, is unreachable, in plain words', async () => {
    const server = await field();
    await server.kill();
    await expect(read(server.url)).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
      message: `${server.url} does not answer: nothing listens at that address and port.`,
    });
    await expect(read('http://no-such-host.invalid:33333')).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    await server.restart();
  });

  it('behind a base path is asked below it, letter by letter', async () => {
    const seen: string[] = [];
    const host = await raw((socket) => {
      socket.on('data', (data) => {
        seen.push(data.toString().split(' ')[1] ?? '');
        socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const elektrad = client.connect(`${host}/fleet//a%2Fb/`);
    await expect(elektrad.read('user:/a', 0, UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL' });
    await elektrad.alive(UNWATCHED);
    expect(seen).toEqual(['/fleet//a%2Fb/version', '/fleet//a%2Fb/elektra-web/alive']);
  });

  it('is reached without the proxy that the environment names', async () => {
    const server = await field();
    const before = process.env.HTTP_PROXY;
    process.env.HTTP_PROXY = 'http://127.0.0.1:1';
    try {
      expect((await read(server.url)).exists).toBe(false);
      expect((await client.elektrads.probe(directly(server.url), UNWATCHED)).version.api).toBe(1);
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY;
      else process.env.HTTP_PROXY = before;
    }
  });

  it('that does not speak TLS where it should says so', async () => {
    const server = await field();
    await expect(read(server.url.replace('http:', 'https:'))).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
      message: expect.stringContaining('TLS'),
    });
  });
});

describe('the question whether the process is alive', () => {
  it('is asked without a session and does not wait behind a turn or other requests', async () => {
    const server = await field();
    const elektrad = client.connect(server.url);
    const gate = createGate();
    server.fault(async ({ route }) => {
      if (route !== '') await gate.pass();
      return false;
    });
    const turn = elektrad.turn((held) => held.read('user:/a'), UNWATCHED);
    const reads = Array.from({ length: 30 }, () => elektrad.read('user:/a', 0, UNWATCHED));
    await gate.reached;
    expect(await elektrad.alive(UNWATCHED)).toBeGreaterThan(0);
    expect(server.requests.at(-1)).toMatchObject({ route: '', session: null });
    expect(server.handles).toEqual([]);
    gate.open();
    await Promise.all([turn, ...reads]);
  });

  it('is answered by whatever HTTP answer', async () => {
    const server = await field();
    for (const status of [200, 301, 403, 500, 503]) {
      server.fault((_request, response) => {
        answer(response, status, 'x'.repeat(status === 200 ? 100_000 : 0));
        return true;
      });
      expect(await client.connect(server.url).alive(UNWATCHED)).toBeGreaterThan(0);
    }
  });

  it('is not answered by a dead or hanging host, and can be cancelled', async () => {
    const hanging = await raw(() => undefined);
    await expect(hasty.connect(hanging).alive(UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
    const controller = new AbortController();
    const asking = client.connect(hanging).alive(controller.signal);
    controller.abort();
    await expect(asking).rejects.toMatchObject({ name: 'CancelledError' });
  });
});

describe('a request that still waits for its connection', () => {
  it('does not leave for the process that has taken the place of the one it was meant for', async () => {
    const server = await field();
    const http = createHttp({
      dial: createDial(server.url, DIRECTLY),
      connections: 1,
      connectMs: 500,
      answerBytes: 1000,
      endings: createEndings(),
    });
    stops.push(() => http.destroy());
    const exchange = () => http.exchange({ method: 'GET', path: '/version', headers: [], limitMs: 5000 });
    server.fault(async () => {
      await server.restart();
      return true;
    });
    const outcomes = await Promise.allSettled([exchange(), exchange()]);
    expect(outcomes).toMatchObject([
      { reason: { kind: 'broken', sent: true } },
      { reason: { kind: 'broken', sent: false } },
    ]);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a cancelled read', () => {
  it('is broken off on the wire', async () => {
    const server = await field();
    const elektrad = client.connect(server.url);
    await elektrad.read('user:/a', 0, UNWATCHED);
    const gate = createGate();
    const brokenOff = createGate();
    server.fault(async (_request, response) => {
      response.on('close', () => brokenOff.open());
      await gate.pass();
      return true;
    });
    const controller = new AbortController();
    const reading = elektrad.read('user:/a', 0, controller.signal);
    await gate.reached;
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'CancelledError' });
    await brokenOff.pass();
    gate.open();
    await expect(elektrad.read('user:/a', 0, AbortSignal.abort())).rejects.toMatchObject({ name: 'CancelledError' });
  });
});
