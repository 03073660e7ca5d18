import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { startFieldServer, type FieldServer } from './testing/field-server.ts';

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

describe('createElektrads', () => {
  it('reads, writes, removes', async () => {
    const elektrad = client.connect(server.url);
    const stored = await elektrad.turn((turn) => turn.set('user:/app/port', '8080'), UNWATCHED);
    expect(stored).toEqual({ name: 'user:/app/port', exists: true, value: '8080', meta: {} });
    expect(await elektrad.read('user:/app', 1, UNWATCHED)).toEqual({
      name: 'user:/app',
      exists: false,
      meta: {},
      names: ['user:/app/port'],
      children: [{ name: 'user:/app/port', exists: true, value: '8080', meta: {}, names: ['user:/app/port'] }],
    });
    await elektrad.turn((turn) => turn.remove(['user:/app/port']), UNWATCHED);
    expect(server.keys.size).toBe(0);
  });
});
