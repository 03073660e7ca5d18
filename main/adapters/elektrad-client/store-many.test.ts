import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Elektrad } from '../../clusterd/ports.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { answer, refuse, startFieldServer, type Fault, type FieldServer } from './testing/field-server.ts';

const MANY = ['read-many', 'set-all'];
const KEYS = [
  { name: 'user:/a', value: '1', meta: { type: 'long' } },
  { name: 'user:/a/b', value: '2', meta: {} },
  { name: 'system:/c', value: '3', meta: {} },
];

let server: FieldServer;
let client: ClientUnderTest;
let elektrad: Elektrad;

async function start(capabilities?: readonly string[]): Promise<void> {
  server = await startFieldServer(capabilities);
  client = createClientUnderTest();
  elektrad = client.connect(server.url);
}
beforeEach(() => start(MANY));
afterEach(async () => {
  await client.elektrads.close();
  await server.kill();
});

const storeMany = (keys = KEYS) => elektrad.turn((turn) => turn.storeMany(keys), UNWATCHED);
const READ_BACK = KEYS.map(({ name, value }) => ({ name, value }));
const requests = (route: string, method = 'PUT') =>
  server.requests.filter((each) => each.route === route && each.method === method);
const stored = () => Object.fromEntries([...server.keys].map(([name, { value }]) => [name, value]));

/** Takes over the first request to `/kdbAll`. */
function atFirst(fault: Fault): void {
  let isMet = false;
  server.fault((request, response) => {
    if (request.route !== '/kdbAll' || isMet) return false;
    isMet = true;
    return fault(request, response);
  });
}

describe('many keys', () => {
  it('go in one request for each namespace, and are read back', async () => {
    server.keys.set('user:/a', { value: 'old', meta: { x: '1' } });
    expect(await storeMany()).toMatchObject([
      { name: 'user:/a', value: '1', meta: { x: '1', type: 'long' } },
      { name: 'user:/a/b', value: '2' },
      { name: 'system:/c', value: '3' },
    ]);
    expect(server.keys.get('user:/a')).toEqual({ value: '1', meta: { x: '1', type: 'long' } });
    expect(stored()).toEqual({ 'user:/a': '1', 'user:/a/b': '2', 'system:/c': '3' });
    expect(requests('/kdbAll').map(({ name }) => name)).toEqual(['user:/', 'system:/']);
    // Of the two in one namespace, and at last of all.
    expect(requests('/kdbRead', 'POST')).toHaveLength(2);
    expect(requests('/kdb')).toHaveLength(0);
  });

  it('are not sent to the elektrad of the field, which would answer with success and keep nothing', async () => {
    await client.elektrads.close();
    await server.kill();
    await start();
    expect(await storeMany()).toBe(null);
    expect([server.requests.filter(({ method }) => method !== 'GET'), stored()]).toEqual([[], {}]);
  });

  it('go in several requests when they are large', async () => {
    const keys = Array.from({ length: 5 }, (_, at) => ({ name: `user:/${at}`, value: 'x'.repeat(400_000), meta: {} }));
    expect(await storeMany(keys)).toMatchObject(keys);
    expect(server.keys.size).toBe(5);
    expect(requests('/kdbAll')).toHaveLength(3);
  });

  it('in one namespace are read back once', async () => {
    await storeMany(KEYS.slice(0, 2));
    expect([requests('/kdbAll').length, requests('/kdbRead', 'POST').length]).toEqual([1, 1]);
  });

  it('that were lost are written one by one', async () => {
    atFirst((_request, response) => {
      answer(response, 201, '');
      return true;
    });
    expect(await storeMany()).toMatchObject(READ_BACK);
    expect(stored()).toEqual({ 'user:/a': '1', 'user:/a/b': '2', 'system:/c': '3' });
    expect(server.keys.get('user:/a')?.meta).toEqual({ type: 'long' });
  });

  it('whose answer never came are looked for', async () => {
    server.fault((request, response) => {
      if (request.route !== '/kdbAll') return false;
      response.destroy();
      return true;
    });
    expect(await storeMany()).toMatchObject(READ_BACK);
    expect(stored()).toEqual({ 'user:/a': '1', 'user:/a/b': '2', 'system:/c': '3' });
  });

  it('are refused in the words about the one of them that does not fit', async () => {
    atFirst((_request, response) =>
      refuse(response, "C03200 Validation Semantic - Value '2' of key user:/a/b not within range"),
    );
    await expect(storeMany()).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
      data: { number: 'C03200', key: 'user:/a/b' },
    });
    expect(stored()).toEqual({});
  });
});

describe('what cannot be carried', () => {
  it.each([
    ['a zero byte', { name: 'user:/a', value: 'a\0b', meta: {} }, 'VALUE_NOT_CARRIED'],
    ['half a character in metadata', { name: 'user:/a', value: null, meta: { x: '\ud800' } }, 'VALUE_NOT_CARRIED'],
    ['a value beyond the limit', { name: 'user:/a', value: 'ä'.repeat(600_000), meta: {} }, 'TOO_LARGE'],
    ['a metakey that is none', { name: 'user:/a', value: '', meta: { 'a\\': '' } }, 'KEY_NAME_INVALID'],
    ['a namespace that is not stored', { name: 'proc:/a', value: '', meta: {} }, 'KEY_NAME_INVALID'],
  ])('is told before anything is sent: %s', async (_kind, key, code) => {
    await expect(elektrad.turn((turn) => turn.requireCarried([key]), UNWATCHED)).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(0);
  });

  it('depends on the elektrad where it is a name', async () => {
    const key = { name: 'user:/a\nb', value: '', meta: {} };
    await elektrad.turn((turn) => turn.requireCarried([key]), UNWATCHED);
    await client.elektrads.close();
    await server.kill();
    await start();
    await expect(elektrad.turn((turn) => turn.requireCarried([key]), UNWATCHED)).rejects.toMatchObject({
      code: 'KEY_NAME_INVALID',
    });
  });
});

describe('keys that are looked through', () => {
  it('come without those that are missing, and those that the field cannot be asked for', async () => {
    await client.elektrads.close();
    await server.kill();
    await start();
    for (const name of ['user:/a', 'user:/a\nb', 'user:/c']) server.keys.set(name, { value: 'x', meta: {} });
    const found = await elektrad.readFound(['user:/a', 'user:/a\nb', 'user:/none', 'user:/c'], UNWATCHED);
    expect(found.map(({ name }) => name)).toEqual(['user:/a', 'user:/c']);
  });
});
