import { afterEach, describe, expect, it } from 'vitest';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { refuse, startFieldServer, type FieldServer } from './testing/field-server.ts';

let server: FieldServer;
let client: ClientUnderTest;

afterEach(async () => {
  await client.elektrads.close();
  await server.kill();
});

describe('the session is left', () => {
  it('by who is cancelled while a conflict waits to be retried', async () => {
    server = await startFieldServer();
    const caller = new AbortController();
    client = createClientUnderTest({
      clock: {
        now: () => 0,
        after(_milliseconds, work) {
          if (caller.signal.aborted) queueMicrotask(work);
          caller.abort();
          return () => undefined;
        },
      },
    });
    const elektrad = client.connect(server.url);
    server.fault(({ method }, response) => method === 'PUT' && refuse(response, 'C02000 Conflicting State - changed'));
    await expect(elektrad.turn((turn) => turn.set('user:/a', '1'), caller.signal)).rejects.toMatchObject({
      name: 'CancelledError',
    });
    server.fault(null);
    await elektrad.turn((turn) => turn.set('user:/b', '1'), UNWATCHED);
    expect(client.saved).toEqual(['secret-1', 'secret-2']);
  });

  it('after a refusal of many keys', async () => {
    server = await startFieldServer(['read-many', 'set-all']);
    client = createClientUnderTest();
    const elektrad = client.connect(server.url);
    const key = { name: 'user:/a', value: '1', meta: {} };
    server.fault(({ route }, response) => route === '/kdbAll' && refuse(response, 'C03200 Validation Semantic - no'));
    await expect(elektrad.turn((turn) => turn.storeMany([key]), UNWATCHED)).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
    });
    server.fault(null);
    await elektrad.turn((turn) => turn.storeMany([key]), UNWATCHED);
    expect(client.saved).toEqual(['secret-1', 'secret-2']);
  });
});

describe('a process that may be another one', () => {
  it('is asked for its version before anything else, by one request alone', async () => {
    server = await startFieldServer();
    client = createClientUnderTest();
    const elektrad = client.connect(server.url);
    const names = Array.from({ length: 8 }, (_, at) => `user:/${at}`);
    await elektrad.readMany(names, UNWATCHED);
    await server.restart();
    // Over a connection of its own; by its answer the ends of the others have been noticed.
    await elektrad.alive(UNWATCHED);
    const before = server.requests.length;
    await elektrad.readMany(names, UNWATCHED);
    expect(server.requests.slice(before, before + 2).map(({ route }) => route)).toEqual(['/version', '/kdb']);
  });
});

describe('a turn', () => {
  it('forgets what it knew of a key when a write of it failed', async () => {
    server = await startFieldServer();
    server.keys.set('user:/a', { value: '1', meta: {} });
    client = createClientUnderTest();
    const elektrad = client.connect(server.url);
    await elektrad.turn(async (turn) => {
      await turn.readMany(['user:/a']);
      server.fault(({ method, route }, response) => {
        if (method === 'POST') server.keys.set('user:/a', { value: '1', meta: { x: '1' } });
        if (route !== '/kdb' && method !== 'POST') return false;
        response.destroy();
        return true;
      });
      await expect(turn.setMeta('user:/a', 'x', '1')).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
      server.fault(null);
      await turn.setMeta('user:/a', 'x', null);
    }, UNWATCHED);
    expect(server.keys.get('user:/a')?.meta).toEqual({});
  });
});
