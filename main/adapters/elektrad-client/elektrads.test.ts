import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ElektradTurn } from '../../clusterd/ports.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { startFieldServer, type FieldServer } from './testing/field-server.ts';
import { createGate } from './testing/gate.ts';

let server: FieldServer;
let client: ClientUnderTest;

beforeEach(async () => {
  server = await startFieldServer();
  client = createClientUnderTest();
});

afterEach(async () => {
  await client.elektrads.close();
  await server.kill();
});

const writes = () => server.requests.filter(({ method }) => method !== 'GET').map(({ name }) => name);

describe('the elektrads', () => {
  it('store 200 values that are written at the same time, one after the other', async () => {
    const elektrad = client.connect(server.url);
    let inHandlers = 0;
    let most = 0;
    server.fault(({ method }, response) => {
      if (method !== 'PUT') return false;
      inHandlers += 1;
      most = Math.max(most, inHandlers);
      response.on('close', () => {
        inHandlers -= 1;
      });
      return false;
    });
    const names = Array.from({ length: 200 }, (_each, at) => `user:/k${at}`);
    await Promise.all(names.map((name) => elektrad.turn((turn) => turn.set(name, name), UNWATCHED)));
    expect(most).toBe(1);
    expect(writes()).toEqual(names);
    expect([...server.keys].map(([name, { value }]) => [name, value])).toEqual(names.map((name) => [name, name]));
  });

  it('keep one connection per instance, and measure the version', async () => {
    expect(client.connect(server.url)).toBe(client.connect(server.url));
    const first = await client.connect(server.url).version(UNWATCHED);
    expect(first).toMatchObject({ version: { elektra: { version: '0.11.0' } } });
    expect((await client.connect(server.url).version(UNWATCHED)).latencyMs).toBeGreaterThan(0);
    expect(server.requests).toHaveLength(2);
  });

  it('save a session through the newest description of the instance', async () => {
    const later: string[] = [];
    const elektrad = client.connect(server.url);
    client.connect(server.url, {
      async saveSession(session) {
        later.push(session);
      },
    });
    await elektrad.version(UNWATCHED);
    expect([client.saved, later]).toEqual([[], ['secret-1']]);
  });

  it('let what was begun at the old host end before anything is written to the new one', async () => {
    const other = await startFieldServer();
    const old = client.connect(server.url);
    const gate = createGate();
    const order: string[] = [];
    const turns = [1, 2].map((at) =>
      old.turn(async (turn) => {
        await gate.pass();
        await turn.set(`user:/old${at}`, '1');
        order.push(`old ${at}`);
      }, UNWATCHED),
    );
    await gate.reached;
    const moved = client.connect(other.url);
    const next = moved.turn(async (turn) => {
      await turn.set('user:/new', '1');
      order.push('new');
    }, UNWATCHED);
    expect((await moved.read('user:/new', 0, UNWATCHED)).exists).toBe(false);
    gate.open();
    await Promise.all([...turns, next]);
    expect(order).toEqual(['old 1', 'old 2', 'new']);
    expect(writes()).toEqual(['user:/old1', 'user:/old2']);
    expect([...other.keys.keys()]).toEqual(['user:/new']);
    await expect(old.read('user:/a', 0, UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    await other.kill();
  });

  it('break off what is still under way at an old host when they are closed', async () => {
    const gate = createGate();
    server.fault(async ({ route }) => {
      if (route === '/kdb') await gate.pass();
      return false;
    });
    const reading = client.connect(server.url).read('user:/a', 0, UNWATCHED);
    const outcome = Promise.allSettled([reading]);
    await gate.reached;
    client.connect(server.url.replace('127.0.0.1', 'localhost'));
    await client.elektrads.close();
    expect(await outcome).toMatchObject([{ reason: { code: 'INSTANCE_UNREACHABLE' } }]);
    gate.open();
  });

  it('break off what is under way at an instance that is forgotten, and start afresh if it returns', async () => {
    const elektrad = client.connect(server.url);
    await elektrad.version(UNWATCHED);
    const gate = createGate();
    server.fault(async () => {
      await gate.pass();
      return false;
    });
    const turn = elektrad.turn((held) => held.set('user:/a', '1'), UNWATCHED);
    const waiting = elektrad.turn((held) => held.set('user:/b', '1'), UNWATCHED);
    const outcomes = Promise.allSettled([turn, waiting]);
    await gate.reached;
    await client.elektrads.forget('one');
    expect(await outcomes).toMatchObject([
      { reason: { code: 'INSTANCE_UNREACHABLE' } },
      { reason: { code: 'INSTANCE_UNREACHABLE' } },
    ]);
    gate.open();
    server.fault(null);
    const again = client.connect(server.url, { session: 'kept' });
    expect((await again.turn((held) => held.set('user:/a', '2'), UNWATCHED)).value).toBe('2');
    expect(server.requests.at(-1)?.session).toBe('kept');
    await client.elektrads.forget('unknown');
  });

  it('cannot be used after they were closed', async () => {
    const elektrad = client.connect(server.url);
    await elektrad.version(UNWATCHED);
    await client.elektrads.close();
    await expect(elektrad.version(UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    expect(() => client.connect(server.url)).toThrow('after they were closed');
  });

  it('refuse an address that is none', () => {
    expect(() => client.connect('ftp://host')).toThrow(expect.objectContaining({ code: 'INSTANCE_HOST_INVALID' }));
  });
});

describe('a turn', () => {
  it('writes on when the elektrad was restarted since the last one', async () => {
    const elektrad = client.connect(server.url);
    await elektrad.turn((turn) => turn.set('user:/a', '1'), UNWATCHED);
    const before = await elektrad.read('user:/a', 0, UNWATCHED);
    await server.restart();
    server.requests.length = 0;
    // The client has not yet heard that its connections are closed.
    expect((await elektrad.turn((turn) => turn.set('user:/a', '2', before), UNWATCHED)).value).toBe('2');
    expect(server.requests[0]).toMatchObject({ route: '/version' });
    expect(writes()).toEqual(['user:/a']);
  });

  it('cannot be used after its end, or when it was cancelled', async () => {
    const elektrad = client.connect(server.url);
    let kept: ElektradTurn | null = null;
    await elektrad.turn(async (turn) => {
      kept = turn;
    }, UNWATCHED);
    await expect(kept!.set('user:/a', '1')).rejects.toThrow('after its end');

    const controller = new AbortController();
    const ended = createGate();
    const cancelled = elektrad.turn(async (turn) => {
      controller.abort();
      await turn.set('user:/a', '1').finally(() => ended.open());
    }, controller.signal);
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError' });
    await ended.pass();
    expect(writes()).toEqual([]);
  });

  it('ends a write that was under way when it was cancelled, before the next begins', async () => {
    const elektrad = client.connect(server.url);
    const gate = createGate();
    server.fault(async ({ name, method }) => {
      if (method === 'PUT' && name === 'user:/first') await gate.pass();
      return false;
    });
    const controller = new AbortController();
    const cancelled = elektrad.turn((turn) => turn.set('user:/first', '1'), controller.signal);
    await gate.reached;
    const next = elektrad.turn((turn) => turn.set('user:/second', '1'), UNWATCHED);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError' });
    expect(writes()).toEqual(['user:/first']);
    gate.open();
    await next;
    expect([...server.keys.keys()]).toEqual(['user:/first', 'user:/second']);
  });

  it('takes what it has read as the old content, and reads no key twice for one write', async () => {
    server.keys.set('user:/a', { value: 'old', meta: {} });
    const elektrad = client.connect(server.url);
    await elektrad.version(UNWATCHED);
    server.requests.length = 0;
    await elektrad.turn(async (turn) => {
      await turn.read('user:/a');
      await turn.set('user:/a', 'new');
      await turn.setMeta('user:/a', 'type', 'string');
    }, UNWATCHED);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET', 'POST', 'GET']);
    server.requests.length = 0;
    const before = { name: 'user:/a', exists: true, value: 'new', meta: {} };
    await elektrad.turn((turn) => turn.set('user:/a', 'newer', before), UNWATCHED);
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT', 'GET']);
  });
});
