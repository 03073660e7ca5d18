import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Elektrad } from '../../clusterd/ports.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { answer, refuse, startFieldServer, type FieldServer } from './testing/field-server.ts';

const TREE = ['user:/a', 'user:/a/b', 'user:/a/b/c', 'user:/a/d'];

let server: FieldServer;
let client: ClientUnderTest;
let elektrad: Elektrad;

beforeEach(async () => {
  server = await startFieldServer();
  for (const name of [...TREE, 'user:/ab']) server.keys.set(name, { value: '', meta: {} });
  client = createClientUnderTest();
  elektrad = client.connect(server.url);
});

afterEach(async () => {
  await client.elektrads.close();
  await server.kill();
});

const remove = (names: readonly string[]) => elektrad.turn((turn) => turn.remove(names), UNWATCHED);
const deleted = () => server.requests.filter(({ method }) => method === 'DELETE').map(({ name }) => name);
const looks = () => server.requests.filter(({ method, route }) => method === 'GET' && route === '/kdb').length;

describe('a removal', () => {
  it('removes the keys named and no others, the last one first, and looks once', async () => {
    await remove(TREE);
    expect([...server.keys.keys()]).toEqual(['user:/ab']);
    expect(deleted()).toEqual([...TREE].reverse());
    expect(looks()).toBe(1);
  });

  it('leaves what is below and not named', async () => {
    await remove(['user:/a', 'user:/a/b']);
    expect([...server.keys.keys()]).toEqual(['user:/a/b/c', 'user:/a/d', 'user:/ab']);
  });

  it('of what is not there, of nothing, and of one key twice succeeds', async () => {
    await remove(['user:/missing']);
    await remove([]);
    await remove(['user:/ab', 'user:/ab']);
    expect(deleted()).toEqual(['user:/missing', 'user:/ab']);
    server.fault(({ method }, response) => {
      if (method === 'DELETE') answer(response, 404, '');
      return method === 'DELETE';
    });
    await remove(['user:/missing']);
  });

  it('of many keys side by side is checked too', async () => {
    const names = Array.from({ length: 30 }, (_each, at) => `user:/side/k${at}`);
    for (const name of names) server.keys.set(name, { value: '', meta: {} });
    let isFirst = true;
    server.fault(({ method }, response) => {
      if (method !== 'DELETE' || !isFirst) return false;
      isFirst = false;
      answer(response, 204, '');
      return true;
    });
    await remove(names);
    expect(server.keys.size).toBe(TREE.length + 1);
    expect(deleted()).toHaveLength(31);
  });

  it('that the elektrad loses with its 204 is sent again, where a client that believes it goes on', async () => {
    let lost = 1;
    server.fault(({ method }, response) => {
      if (method !== 'DELETE' || lost === 0) return false;
      lost -= 1;
      answer(response, 204, '');
      return true;
    });
    await remove(TREE);
    expect([...server.keys.keys()]).toEqual(['user:/ab']);
    expect(deleted().slice(-5)).toEqual([...TREE].reverse().concat('user:/a/d'));
  });

  it('that never happens fails clearly', async () => {
    server.fault(({ method }, response) => {
      if (method === 'DELETE') answer(response, 204, '');
      return method === 'DELETE';
    });
    await expect(remove(TREE)).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED', data: { number: 'C02000' } });
    expect(deleted()).toHaveLength(6 * TREE.length);
  });

  it('is repeated on a conflict, and ends with its words', async () => {
    let conflicts = 1;
    server.fault(({ method }, response) => {
      if (method !== 'DELETE' || conflicts === 0) return false;
      conflicts -= 1;
      return refuse(response, 'C02000 Conflicting State - changed');
    });
    await remove(TREE);
    expect(client.saved).toEqual(['secret-1']);
    conflicts = Infinity;
    await expect(remove(['user:/ab'])).rejects.toMatchObject({ data: { number: 'C02000', reason: 'changed' } });
    await elektrad.read('user:/ab', 0, UNWATCHED);
    expect(client.saved).toEqual(['secret-1', 'secret-2']);
  });

  it('that Elektra refuses stops there and leaves the session', async () => {
    server.fault(({ method, name }, response) => {
      return method === 'DELETE' && name === 'user:/a/b' && refuse(response, 'C01320 Interface - not allowed');
    });
    await expect(remove(TREE)).rejects.toMatchObject({ data: { number: 'C01320', key: 'user:/a/b' } });
    expect([...server.keys.keys()]).toEqual(['user:/a', 'user:/a/b', 'user:/ab']);
    await elektrad.read('user:/a', 0, UNWATCHED);
    expect(client.saved).toEqual(['secret-1', 'secret-2']);
  });

  it('whose connection breaks is looked for and goes on', async () => {
    let isFirst = true;
    server.fault(({ method, name }, response) => {
      if (method !== 'DELETE' || name !== 'user:/a/b' || !isFirst) return false;
      isFirst = false;
      server.keys.delete(name);
      response.destroy();
      return true;
    });
    await remove(TREE);
    expect([...server.keys.keys()]).toEqual(['user:/ab']);
    expect(deleted()).toEqual(['user:/a/d', 'user:/a/b/c', 'user:/a/b', 'user:/a']);
  });

  it('that takes too long has an unknown outcome, unless all is gone', async () => {
    const hasty = createClientUnderTest({ timeouts: { writeMs: 500 } });
    server.fault(({ method, name }) => method === 'DELETE' && (name !== 'user:/ab' || server.keys.delete(name)));
    const late = hasty.connect(server.url);
    await late.turn((turn) => turn.remove(['user:/ab']), UNWATCHED);
    await expect(late.turn((turn) => turn.remove(TREE), UNWATCHED)).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
    await hasty.elektrads.close();
  });

  it('where nothing is stored is refused before anything is removed', async () => {
    await expect(remove(['user:/ab', 'proc:/a'])).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
    expect(deleted()).toEqual([]);
  });
});

describe('a removal where the elektrad removes subtrees', () => {
  beforeEach(async () => {
    await client.elektrads.close();
    await server.kill();
    server = await startFieldServer(['recursive-delete']);
    for (const name of [...TREE, 'user:/ab']) server.keys.set(name, { value: '', meta: {} });
    client = createClientUnderTest();
    elektrad = client.connect(server.url);
  });

  it('of a whole one is one request', async () => {
    const counts: number[] = [];
    await elektrad.turn((turn) => turn.remove(TREE, (count) => counts.push(count)), UNWATCHED);
    expect([...server.keys.keys()]).toEqual(['user:/ab']);
    expect(deleted()).toEqual(['user:/a']);
    expect(counts).toEqual([4]);
  });

  it('leaves a key there that is not named', async () => {
    server.keys.set('user:/a/new', { value: '', meta: {} });
    await remove(TREE);
    expect([...server.keys.keys()]).toEqual(['user:/ab', 'user:/a/new']);
  });
});
