import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBelow, parentOf, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import type { SubtreeReading } from '../../clusterd/ports.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { answer, startFieldServer, type FieldServer } from './testing/field-server.ts';

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

function store(names: readonly string[]): void {
  server.keys.clear();
  for (const name of names) server.keys.set(name, { value: `value of ${name}`, meta: { type: 'string' } });
}

describe('a subtree', () => {
  it('has all children, where the elektrad leaves out every other and those without a key of their own', async () => {
    store(['user:/a/k1', 'user:/a/k2', 'user:/a/k3', 'user:/a/no/key', 'user:/b']);
    const reading = await client.connect(server.url).read('user:/a', 1, UNWATCHED);
    expect(reading).toMatchObject({ name: 'user:/a', exists: false });
    expect(reading.children).toEqual([
      ...['user:/a/k1', 'user:/a/k2', 'user:/a/k3'].map((name) => ({
        name,
        exists: true,
        value: `value of ${name}`,
        meta: { type: 'string' },
        names: [name],
      })),
      { name: 'user:/a/no', exists: false, meta: {}, names: ['user:/a/no/key'] },
    ]);
  });

  it('of the whole database has the namespaces as children', async () => {
    store(['user:/', 'user:/a', 'system:/b/c']);
    const reading = await client.connect(server.url).read(null, 2, UNWATCHED);
    expect(reading).toMatchObject({ name: '/', exists: false, names: ['user:/', 'user:/a', 'system:/b/c'] });
    expect(reading.children).toMatchObject([
      { name: 'user:/', exists: true, value: 'value of user:/', children: [{ name: 'user:/a', exists: true }] },
      { name: 'system:/', exists: false, children: [{ name: 'system:/b', exists: false }] },
    ]);
  });

  it('asks for names alone in one request besides the opening of the session', async () => {
    store(['user:/a/k1', 'user:/a/k2']);
    const reading = await client.connect(server.url).read('user:/a', 0, UNWATCHED);
    expect(reading).toEqual({ name: 'user:/a', exists: false, meta: {}, names: ['user:/a/k1', 'user:/a/k2'] });
    expect(server.requests).toHaveLength(2);
  });

  it('shows a child that the field cannot be asked for, without a value', async () => {
    store(['user:/a', 'user:/a/k\\//x', 'user:/a/\\/.']);
    const reading = await client.connect(server.url).read('user:/a', 2, UNWATCHED);
    expect(reading.children).toMatchObject([
      { name: 'user:/a/\\/.', exists: true, meta: {} },
      { name: 'user:/a/k\\/', exists: false, children: [{ name: 'user:/a/k\\//x', exists: true, meta: {} }] },
    ]);
  });

  it('is in key order whatever the server does', async () => {
    const ls = ['user:/a.1', 'user:/a/b', 'user:/a'];
    server.fault(({ route }, response) => {
      if (route !== '/kdb') return false;
      answer(response, 200, JSON.stringify({ exists: false, name: '', path: 'user:/', ls }));
      return true;
    });
    const { names } = await client.connect(server.url).read('user:/', 0, UNWATCHED);
    expect(names).toEqual(['user:/a', 'user:/a/b', 'user:/a.1']);
  });

  it('is complete for any set of keys at any depth', async () => {
    const part = fc.constantFrom('a', 'b', 'a.1', '#0', 'x\\/y', '%', 'ä');
    const name = fc.array(part, { maxLength: 5 }).map((parts) => `user:/${parts.join('/')}`);
    const stored = fc.uniqueArray(
      name.filter((each) => each !== 'user:/%'),
      { maxLength: 25 },
    );
    const elektrad = client.connect(server.url);
    await fc.assert(
      fc.asyncProperty(stored, fc.integer({ min: 1, max: 4 }), async (names, levels) => {
        store(names);
        const reading = await elektrad.read('user:/', levels, UNWATCHED);
        expect(reading.names).toEqual([...names].sort(compareKeyNames));
        expectComplete(reading, 'user:/' as KeyName, names as KeyName[], levels);
      }),
      { numRuns: 40 },
    );
  });
});

function expectComplete(reading: SubtreeReading, name: KeyName, names: readonly KeyName[], levels: number): void {
  const exists = names.includes(name);
  expect(reading).toMatchObject({ name, exists });
  if (exists) expect(reading.value).toBe(`value of ${name}`);
  if (levels === 0) return expect(reading.children).toBeUndefined();
  const below = names.filter((each) => isBelow(each, name));
  const children = new Set(below.map((each) => childAbove(each, name)));
  expect(reading.children?.map((child) => child.name)).toEqual([...children].sort(compareKeyNames));
  for (const child of reading.children ?? []) {
    expectComplete(child, child.name as KeyName, below, levels - 1);
  }
}

function childAbove(name: KeyName, ancestor: KeyName): KeyName {
  const parent = parentOf(name);
  return parent === null || parent === ancestor ? name : childAbove(parent, ancestor);
}
