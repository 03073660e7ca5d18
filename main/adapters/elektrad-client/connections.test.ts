import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dispatcher } from 'undici';
import { createConnections, type Connections } from './connections.ts';
import { createGate, type Gate } from './testing/gate.ts';

const LIMIT = 4;

let server: Server;
let sockets: Set<Socket>;
let opened: number;
/** Holds the answers while it is there. */
let gate: Gate | null;
let disconnects: number;
let connections: Connections;

beforeEach(async () => {
  [sockets, opened, gate, disconnects] = [new Set(), 0, null, 0];
  server = createServer((_request, response) => {
    void (gate?.pass() ?? Promise.resolve()).then(() => response.end('answer'));
  }).on('connection', (socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  connections = createConnections({
    origin: `http://127.0.0.1:${port}`,
    limit: LIMIT,
    client: {
      connect(_options, callback) {
        const socket = connect(port, '127.0.0.1', () => callback(null, socket));
      },
    },
    onDisconnect: () => (disconnects += 1),
  });
});
afterEach(async () => {
  await connections.destroy();
  server.close();
  server.closeAllConnections();
});

function ask(started?: (controller: Dispatcher.DispatchController) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    connections.dispatch(
      { method: 'GET', path: '/' },
      {
        onRequestStart: (controller) => started?.(controller),
        onResponseStart: () => undefined,
        onResponseData: () => undefined,
        onResponseEnd: () => resolve(),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

async function askTogether(count: number): Promise<void> {
  const held = createGate();
  gate = held;
  const asked = Array.from({ length: count }, () => ask());
  await held.reached;
  held.open();
  gate = null;
  await Promise.all(asked);
}

describe('the connections to a host', () => {
  it('are one for requests that come one after another, each at once after the answer before', async () => {
    for (let count = 0; count < 20; count += 1) await ask();
    expect(opened).toBe(1);
    expect(connections.isConnected()).toBe(true);
  });

  it('are as many as there are requests side by side, up to the limit', async () => {
    await askTogether(3);
    expect(opened).toBe(3);
    await askTogether(10);
    expect(opened).toBe(LIMIT);
  });

  it('are opened again when the other side has closed them, no more than are needed', async () => {
    await askTogether(3);
    const closed = [...sockets].map((socket) => once(socket, 'close'));
    server.closeAllConnections();
    await Promise.all(closed);
    await expect.poll(() => disconnects).toBe(3);
    expect(connections.isConnected()).toBe(false);
    await ask();
    await ask();
    expect(opened).toBe(4);
  });

  it('that end with one request break off no other, nor what waits behind it', async () => {
    const held = createGate();
    gate = held;
    const controllers: Dispatcher.DispatchController[] = [];
    const asked = Array.from({ length: 3 * LIMIT }, () => ask((controller) => controllers.push(controller)));
    await held.reached;
    await expect.poll(() => controllers.length).toBe(LIMIT);
    controllers[0]?.abort(new Error('not wanted any more'));
    held.open();
    gate = null;
    const settled = await Promise.allSettled(asked);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(opened).toBe(LIMIT + 1);
  });

  it('end after what is under way', async () => {
    const held = createGate();
    gate = held;
    const asked = ask();
    await held.reached;
    const closing = connections.close();
    held.open();
    await asked;
    await closing;
    await expect(ask()).rejects.toThrow('destroyed');
  });
});
