import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';

const add = ({ call }: ClusterdUnderTest, host: string, name = host) => call('instances.create', { name, host });

describe('instances.create', () => {
  it.each(['http://LOCALHOST:33333/', 'http://127.0.0.1:33333', 'http://[::1]:33333'])(
    'refuses %s after http://localhost:33333, naming the existing instance',
    async (spelling) => {
      const test = await clusterdUnderTest();
      const first = await add(test, 'http://localhost:33333', 'first');
      await expect(add(test, spelling)).rejects.toMatchObject({
        code: 'INSTANCE_ALREADY_EXISTS',
        data: { existing: { id: first.id, name: 'first', host: 'http://localhost:33333' } },
      });
    },
  );

  it('stores an unreachable host as offline, with the reason', async () => {
    const test = await clusterdUnderTest();
    test.elektrads.host('http://down:33333').up = false;
    const created = await add(test, 'http://down:33333');
    expect(created.seen).toMatchObject({ state: 'offline', lastError: { code: 'INSTANCE_UNREACHABLE' } });
  });

  it('refuses the same store at another address', async () => {
    const test = await clusterdUnderTest();
    test.elektrads.alias('http://b:1', 'http://a:1');
    const first = await add(test, 'http://a:1');
    await expect(add(test, 'http://b:1')).rejects.toMatchObject({ data: { existing: { id: first.id } } });
  });

  it('keeps an id that was given, and refuses it twice', async () => {
    const test = await clusterdUnderTest();
    const created = await test.call('instances.create', { id: 'my-id', name: 'x', host: 'http://a:1' });
    expect(created.id).toBe('my-id');
    await expect(test.call('instances.create', { id: 'my-id', name: 'y', host: 'http://b:1' })).rejects.toMatchObject({
      code: 'INSTANCE_ALREADY_EXISTS',
    });
  });

  it('refuses an address that is none with what is wrong', async () => {
    const test = await clusterdUnderTest();
    await expect(add(test, 'web-1:33333')).rejects.toMatchObject({ code: 'INSTANCE_HOST_INVALID' });
  });

  it.each(['http://ada:secret@web-1:33333', 'http://ada:sec/ret@web-1', 'ada:secret@web-1'])(
    'repeats no password that stood in an address: %s',
    async (host) => {
      const test = await clusterdUnderTest();
      const error: unknown = await add(test, host).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'INSTANCE_HOST_INVALID', data: { host: expect.stringContaining('web-1') } });
      expect(JSON.stringify([error, (error as Error).message])).not.toMatch(/sec|ret@/);
    },
  );

  it('takes no private key for a certificate authority', async () => {
    const test = await clusterdUnderTest();
    const ca = '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\nsecret';
    const create = test.call('instances.create', { name: 'a', host: 'https://a', connection: { ca } });
    await expect(create).rejects.toThrow(/private key/);
  });
});

describe('the registry under concurrent requests', () => {
  const host = fc.constantFrom(
    'http://a:1',
    'http://A:1/',
    'http://b:1',
    'http://localhost:5',
    'http://127.0.0.1:5',
    'https://[::1]',
  );
  const act = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), host }),
    fc.record({ kind: fc.constant('change' as const), at: fc.nat(9), host }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat(9) }),
  );

  it('never holds two instances at one host, and always what its store holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        const store = createMemoryDocumentStore();
        const test = await clusterdUnderTest(store);
        const ids: string[] = [];
        const run = async (each: (typeof acts)[number]) => {
          if (each.kind === 'create') ids.push((await add(test, each.host)).id);
          const id = 'at' in each ? ids[each.at % Math.max(ids.length, 1)] : undefined;
          if (id === undefined) return;
          if (each.kind === 'change') await test.call('instances.change', { id, host: each.host });
          if (each.kind === 'remove') await test.call('instances.remove', { id });
        };
        const outcomes = await Promise.allSettled(acts.map(run));
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toHaveProperty('code');
        }
        const { items } = await test.call('instances.list', {});
        const stored = (await store.all()).filter(({ _id }) => _id.startsWith('instance/'));
        expect(new Set(stored.map(({ canonicalHost }) => canonicalHost)).size).toBe(stored.length);
        expect(new Set(items.map(({ id }) => id))).toEqual(
          new Set(stored.map(({ _id }) => _id.slice('instance/'.length))),
        );
        // Whoever starts on the same data sees the same fleet.
        const again = await clusterdUnderTest(store);
        expect(await again.call('instances.list', {})).toEqual({ items, total: items.length });
      }),
      { numRuns: 60 },
    );
  });
});

describe('instances.list', () => {
  it('filters by name, host, description and tags, pages, and counts all', async () => {
    const test = await clusterdUnderTest();
    for (let index = 1; index <= 12; index += 1) await add(test, `http://host-${index}:1`, `web-${index}`);
    await test.call('instances.create', {
      name: 'db',
      host: 'http://db:1',
      tags: ['Canary'],
      description: 'the web store',
    });
    const names = async (input: object) => (await test.call('instances.list', input)).items.map(({ name }) => name);
    expect(await names({ limit: 3 })).toEqual(['db', 'web-1', 'web-2']);
    expect(await names({ offset: 11 })).toEqual(['web-11', 'web-12']);
    expect(await names({ filter: 'CANARY' })).toEqual(['db']);
    expect((await test.call('instances.list', { filter: 'web', limit: 1 })).total).toBe(13);
    expect(await names({ state: 'offline' })).toEqual([]);
  });
});

describe('instances.change', () => {
  it('changes only what is given, and forgets what was seen of the old host', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, 'http://a:1', 'old');
    expect(await test.call('instances.change', { id, name: 'new' })).toMatchObject({ name: 'new', host: 'http://a:1' });
    test.elektrads.host('http://b:1').up = false;
    const moved = await test.call('instances.change', { id, host: 'http://b:1' });
    expect(moved).toMatchObject({ name: 'new', host: 'http://b:1', seen: { state: 'offline' } });
  });

  it('may respell its own host', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, 'http://localhost:5');
    expect(await test.call('instances.change', { id, host: 'http://127.0.0.1:5' })).toMatchObject({
      host: 'http://127.0.0.1:5',
    });
  });
});
