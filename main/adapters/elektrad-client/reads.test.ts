import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { answer, refuse, startFieldServer, type FieldServer } from './testing/field-server.ts';
import { createGate } from './testing/gate.ts';

let servers: FieldServer[];
let client: ClientUnderTest;

beforeEach(() => {
  servers = [];
  client = createClientUnderTest();
});

afterEach(async () => {
  await client.elektrads.close();
  await Promise.all(servers.map((server) => server.kill()));
});

async function start(capabilities?: readonly string[]): Promise<FieldServer> {
  const server = await startFieldServer(capabilities);
  servers.push(server);
  return server;
}

const count = (server: FieldServer, route: string) =>
  server.requests.filter((request) => request.route === route).length;

describe('reading one key', () => {
  it('tells missing, empty, binary and text apart', async () => {
    const server = await start();
    server.keys.set('user:/empty', { value: '', meta: {} });
    server.keys.set('user:/blob', { value: 'bytes', meta: { binary: '', comment: 'x' } });
    server.keys.set('user:/text', { value: '(binary)', meta: { type: 'string' } });
    const elektrad = client.connect(server.url);
    const names = ['user:/missing', 'user:/empty', 'user:/blob', 'user:/text'];
    expect(await elektrad.readMany(names, UNWATCHED)).toEqual([
      { name: 'user:/missing', exists: false, meta: {} },
      { name: 'user:/empty', exists: true, value: '', meta: {} },
      { name: 'user:/blob', exists: true, meta: { binary: '', comment: 'x' } },
      { name: 'user:/text', exists: true, value: '(binary)', meta: { type: 'string' } },
    ]);
  });

  it.each([
    ['another key', ['user:/other']],
    ['one beside it', ['user:/a', 'user:/ab']],
    ['the keys above it', ['user:/', 'user:/a']],
  ])('takes no answer about %s for its own', async (_what, ls) => {
    const server = await start();
    server.fault(({ route, method }, response) => {
      if (route !== '/kdb' || method !== 'GET') return false;
      answer(response, 200, JSON.stringify({ exists: true, name: 'a', path: 'user:/a', ls, value: 'theirs' }));
      return true;
    });
    const elektrad = client.connect(server.url);
    await expect(elektrad.read('user:/a', 0, UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL' });
    await expect(elektrad.readMany(['user:/a'], UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL' });
  });

  it('asks again when a kept connection breaks, once', async () => {
    const server = await start();
    server.keys.set('user:/a', { value: '1', meta: {} });
    const elektrad = client.connect(server.url);
    await elektrad.read('user:/a', 0, UNWATCHED);
    let breaks = 1;
    server.fault(({ route }, response) => {
      if (route !== '/kdb' || breaks === 0) return false;
      breaks -= 1;
      response.destroy();
      return true;
    });
    expect((await elektrad.read('user:/a', 0, UNWATCHED)).value).toBe('1');
    breaks = 2;
    await expect(elektrad.read('user:/a', 0, UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
  });

  it.each([
    ['not JSON', '<html></html>'],
    ['no key', '{"exists":true}'],
    ['half a key', '{"exists":true,"name":"a","path":"user:/a","ls":["user:/a",1]}'],
  ])('refuses an answer that is %s', async (_form, text) => {
    const server = await start();
    server.fault(({ route }, response) => {
      if (route === '/kdb') answer(response, 200, text);
      return route === '/kdb';
    });
    const reading = client.connect(server.url).read('user:/a', 0, UNWATCHED);
    await expect(reading).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL', data: { host: server.url } });
  });

  it('passes on what Elektra says of a file it cannot read', async () => {
    const server = await start();
    server.fault(({ route }, response) => route === '/kdb' && refuse(response, 'C03100 Validation Syntactic - line 3'));
    const reading = client.connect(server.url).read('user:/a', 0, UNWATCHED);
    await expect(reading).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED', data: { number: 'C03100' } });
  });

  it.each([
    'user:/a',
    'user:/ä/€ 😀',
    'user:/a\\/b',
    'user:/%/x',
    'user:/#_10',
    'user:/a\\\\',
    'user:/q?x=1&y#z',
    'user:/50%',
  ])('sends %s so that the elektrad understands the same', async (name) => {
    const server = await start();
    server.keys.set(name, { value: 'here', meta: {} });
    expect((await client.connect(server.url).read(name, 0, UNWATCHED)).value).toBe('here');
    expect(server.requests.at(-1)?.name).toBe(name);
  });

  it('does not ask for names that the field takes for others', async () => {
    const field = await start();
    const hazards = ['user:/a\\//b', 'user:/\\/./b', 'user:/a\\/..', 'user:/line\nbreak'];
    const elektrad = client.connect(field.url);
    for (const name of hazards) {
      await expect(elektrad.read(name, 0, UNWATCHED)).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      const writing = elektrad.turn((turn) => turn.set(name, '1'), UNWATCHED);
      await expect(writing).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
    }
    expect(count(field, '/kdb')).toBe(0);
  });

  it('refuses names that no URL can hold', async () => {
    const server = await start();
    const elektrad = client.connect(server.url);
    for (const name of ['user:/a\0b', 'user:/\ud800']) {
      await expect(elektrad.read(name, 0, UNWATCHED)).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
    }
    expect(server.requests).toEqual([]);
  });
});

describe('reading many keys', () => {
  const names = Array.from({ length: 2500 }, (_each, at) => `user:/k${at}`);

  it('takes few requests where the elektrad announces that it can', async () => {
    const server = await start(['read-many']);
    for (const name of names) server.keys.set(name, { value: name, meta: {} });
    const elektrad = client.connect(server.url);
    const readings = await elektrad.readMany(names, UNWATCHED);
    expect(readings.map(({ value }) => value)).toEqual(names);
    await elektrad.readMany(names.slice(0, 2), UNWATCHED);
    expect(server.requests.map(({ route }) => route)).toEqual([
      '/version',
      ...Array.from({ length: 4 }, () => '/kdbRead'),
    ]);
  });

  it('asks for each where it does not, and notices when that changes with a restart', async () => {
    const server = await start();
    const elektrad = client.connect(server.url);
    await elektrad.readMany(names.slice(0, 20), UNWATCHED);
    expect(count(server, '/kdb')).toBe(20);
    server.fault(({ route }, response) => {
      if (route !== '/version') return false;
      answer(response, 200, '{"api":1,"elektra":{"version":"1","major":1,"minor":0},"capabilities":["read-many"]}');
      return true;
    });
    await server.restart();
    await elektrad.read('user:/a', 0, UNWATCHED);
    await elektrad.readMany(names.slice(0, 20), UNWATCHED);
    expect(count(server, '/kdbRead')).toBe(1);
  });

  it('asks for fewer at once where the answer is too large', async () => {
    const server = await start(['read-many']);
    const small = createClientUnderTest({ limits: { answerBytes: 5_000 } });
    const large = names.slice(0, 20);
    for (const name of large) server.keys.set(name, { value: 'x'.repeat(1_000), meta: {} });
    const readings = await small.connect(server.url).readMany(large, UNWATCHED);
    expect(readings.map(({ name, value }) => [name, value?.length])).toEqual(large.map((name) => [name, 1_000]));
    server.keys.set('user:/k0', { value: 'x'.repeat(10_000), meta: {} });
    const reading = small.connect(server.url).readMany(large, UNWATCHED);
    await expect(reading).rejects.toMatchObject({ code: 'TOO_LARGE', data: { limit: 5_000 } });
    await small.elektrads.close();
  });

  it('refuses answers for other keys', async () => {
    const server = await start(['read-many']);
    server.fault(({ route }, response) => {
      if (route === '/kdbRead')
        answer(response, 200, '{"keys":[{"name":"user:/b","exists":false},{"name":"user:/a","exists":false}]}');
      return route === '/kdbRead';
    });
    const reading = client.connect(server.url).readMany(['user:/a', 'user:/b'], UNWATCHED);
    await expect(reading).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL' });
  });

  it('stops when it is cancelled', async () => {
    const server = await start();
    const gate = createGate();
    server.fault(async ({ route }) => {
      if (route === '/kdb') await gate.pass();
      return false;
    });
    const controller = new AbortController();
    const reading = client.connect(server.url).readMany(names, controller.signal);
    await gate.reached;
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'CancelledError' });
    gate.open();
    expect(count(server, '/kdb')).toBeLessThan(20);
  });
});

describe('finding', () => {
  it('sends the pattern as it is meant, and answers in key order', async () => {
    const server = await start();
    for (const name of ['user:/a/port', 'user:/b.1', 'user:/b', 'user:/b/port'])
      server.keys.set(name, { value: '', meta: {} });
    const elektrad = client.connect(server.url);
    expect(await elektrad.find('por?t', UNWATCHED)).toEqual(['user:/a/port', 'user:/b/port']);
    expect(await elektrad.find('/b', UNWATCHED)).toEqual(['user:/b', 'user:/b/port', 'user:/b.1']);
    expect(await elektrad.find('.', UNWATCHED)).toHaveLength(4);
    server.fault(({ route }, response) => {
      if (route === '/kdbFind') answer(response, 200, '["user:/b.1","user:/b/port","user:/b"]');
      return route === '/kdbFind';
    });
    expect(await elektrad.find('b', UNWATCHED)).toEqual(['user:/b', 'user:/b/port', 'user:/b.1']);
  });

  it('explains a pattern that is none', async () => {
    const server = await start();
    const elektrad = client.connect(server.url);
    const query = '(';
    await expect(elektrad.find(query, UNWATCHED)).rejects.toMatchObject({ code: 'QUERY_INVALID', data: { query } });
    server.fault((_request, response) => refuse(response, 'missing closing )'));
    await expect(client.connect(server.url).find(query, UNWATCHED)).rejects.toMatchObject({
      data: { query, reason: 'missing closing )' },
    });
  });
});
