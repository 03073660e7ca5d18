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
