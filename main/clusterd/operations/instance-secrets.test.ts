import { beforeEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { DocumentStore, ProbeTarget } from '../ports.ts';
import type { Secrets } from '../ports/secrets.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createFakeElektrads, type FakeElektrads } from '../testing/fake-elektrads.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createMemorySecrets } from '../testing/memory-secrets.ts';

const HOST = 'https://web:33333';
const OTHER = 'https://other:33333';
const TOKEN = { kind: 'bearer', token: 'the-secret-token' } as const;
const NEW_TOKEN = { kind: 'bearer', token: 'another-secret-token' } as const;

let store: DocumentStore;
let elektrads: FakeElektrads;
let entries: Map<string, string>;
let probed: ProbeTarget[];
let clusterd: ClusterdUnderTest;

beforeEach(async () => {
  store = createMemoryDocumentStore();
  entries = new Map();
  probed = [];
  const fake = createFakeElektrads();
  elektrads = {
    ...fake,
    probe(target, signal) {
      probed.push(target);
      return fake.probe(target, signal);
    },
  };
  clusterd = await start();
});

const start = () => clusterdUnderTest(store, elektrads, createMemorySecrets(entries));
const add = (more: object = {}) => clusterd.call('instances.create', { name: 'web', host: HOST, ...more });
const secrets = () => [...entries.values()].map((text) => JSON.parse(text) as unknown);

describe('the credentials of an instance', () => {
  it('are used to look at the host, kept as a secret, and in no record and no answer', async () => {
    const created = await add({ credentials: TOKEN });
    expect(created.hasCredentials).toBe(true);
    expect(probed).toMatchObject([{ host: HOST, credentials: TOKEN }]);
    expect(secrets()).toEqual([TOKEN]);
    expect([...entries.keys()][0]).toMatch(new RegExp(`^instance/${created.id}/credentials/`));
    const shown = [created, await clusterd.call('instances.get', { id: created.id }), await store.all()];
    expect(JSON.stringify(shown)).not.toContain('the-secret-token');
  });

  it('are there before the record says so, and go again when the record cannot be stored', async () => {
    const put = store.put.bind(store);
    const seen: unknown[][] = [];
    store.put = async (document) => {
      if (document._id.startsWith('instance/')) {
        seen.push(secrets());
        throw new ElektraError('STORAGE_FAILED', 'full', { data: { reason: 'full' } });
      }
      return put(document);
    };
    await expect(add({ credentials: TOKEN })).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(seen).toEqual([[TOKEN]]);
    expect(secrets()).toEqual([]);
  });

  it('stay with the instance when anything but host and proxy changes', async () => {
    const { id } = await add({ credentials: TOKEN });
    const pinnedCertificate = `${'AB:'.repeat(31)}AB`;
    for (const change of [{ name: 'new' }, { host: 'HTTPS://WEB:33333/' }, { connection: { pinnedCertificate } }]) {
      expect((await clusterd.call('instances.change', { id, ...change })).hasCredentials).toBe(true);
    }
    expect(secrets()).toEqual([TOKEN]);
    expect(probed.at(-1)).toMatchObject({ credentials: TOKEN, connection: { pinnedCertificate: 'ab'.repeat(32) } });
  });

  it.each([
    ['host', { host: OTHER }],
    ['proxy', { connection: { proxy: 'http://proxy:3128' } }],
  ])('are forgotten with another %s, and not sent there', async (_what, change) => {
    const { id } = await add({ credentials: TOKEN });
    expect((await clusterd.call('instances.change', { id, ...change })).hasCredentials).toBe(false);
    expect(probed.at(-1)).toMatchObject({ credentials: { kind: 'none' } });
    expect(secrets()).toEqual([]);
  });

  it('that are sent with another host are used there and replace the old ones', async () => {
    const { id } = await add({ credentials: TOKEN });
    const changed = await clusterd.call('instances.change', { id, host: OTHER, credentials: NEW_TOKEN });
    expect(changed.hasCredentials).toBe(true);
    expect(probed.at(-1)).toMatchObject({ host: OTHER, credentials: NEW_TOKEN });
    expect(secrets()).toEqual([NEW_TOKEN]);
  });

  it('stay the old ones when their change cannot be stored', async () => {
    const { id } = await add({ credentials: TOKEN });
    const put = store.put.bind(store);
    store.put = async () => {
      throw new ElektraError('STORAGE_FAILED', 'full', { data: { reason: 'full' } });
    };
    const change = { id, host: OTHER, credentials: NEW_TOKEN };
    await expect(clusterd.call('instances.change', change)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    store.put = put;
    expect(secrets()).toEqual([TOKEN]);
    expect(await clusterd.call('instances.get', { id })).toMatchObject({ host: HOST, hasCredentials: true });
  });

  it('go when they are taken away, and with the instance', async () => {
    const { id } = await add({ credentials: TOKEN });
    const changed = await clusterd.call('instances.change', { id, credentials: { kind: 'none' } });
    expect(changed.hasCredentials).toBe(false);
    expect(secrets()).toEqual([]);
    await clusterd.call('instances.change', { id, credentials: TOKEN });
    await clusterd.call('instances.remove', { id });
    expect(secrets()).toEqual([]);
  });

  it('that a crash has left without a record go at the next start, and nothing else does', async () => {
    await add({ credentials: TOKEN });
    const [kept = ''] = entries.keys();
    entries.set('instance/gone/credentials/1', '{}').set('something/else', 'stays');
    await start();
    expect([...entries.keys()]).toEqual([kept, 'something/else']);
  });

  it('that cannot be read now are not sent for, are said by host, and the instance is shown as not reached until they can', async () => {
    const { id } = await add({ credentials: TOKEN });
    const memory = createMemorySecrets(entries);
    let isLocked = true;
    const reason = 'the keychain cannot be used: it is locked. Unlock it.';
    const secrets: Secrets = {
      ...memory,
      async get(name) {
        if (isLocked) throw new ElektraError('STORAGE_FAILED', reason, { data: { reason } });
        return memory.get(name);
      },
    };
    const connecting: FakeElektrads = {
      ...elektrads,
      connection(target) {
        const there = elektrads.connection(target);
        return { ...there, version: async (signal) => (await target.readCredentials(), there.version(signal)) };
      },
    };
    const locked = await clusterdUnderTest(store, connecting, secrets);
    const failed = {
      code: 'STORAGE_FAILED',
      message: expect.stringContaining(`${HOST} cannot be read now. ${reason}`),
    };
    await expect(locked.call('instances.version', { id })).rejects.toMatchObject(failed);
    await expect
      .poll(async () => (await locked.call('instances.get', { id })).seen)
      .toMatchObject({ state: 'offline', lastError: failed });
    isLocked = false;
    await locked.call('instances.version', { id });
    await expect.poll(async () => (await locked.call('instances.get', { id })).seen.state).toBe('online');
  });

  it('are tried with the certificate of a form, but never sent to a host they were not given for', async () => {
    const { id } = await add({ credentials: TOKEN });
    await clusterd.call('instances.testHost', { id, host: HOST, connection: { ca: CA } });
    expect(probed.at(-1)).toMatchObject({ credentials: TOKEN, connection: { ca: CA } });
    await clusterd.call('instances.testHost', { id, host: OTHER });
    await clusterd.call('instances.testHost', { id, host: HOST, connection: { proxy: 'http://proxy:3128' } });
    expect(probed.slice(-2).map(({ credentials }) => credentials)).toEqual([{ kind: 'none' }, { kind: 'none' }]);
  });
});

const CA = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';

describe('the connection options of an instance', () => {
  it.each([
    ['both', HOST, { ca: CA, pinnedCertificate: 'ab'.repeat(32) }, 'connection.pinnedCertificate'],
    ['an authority at http', 'http://web', { ca: CA }, 'connection.ca'],
    ['a proxy with a path', HOST, { proxy: 'http://proxy:3128/path' }, 'connection.proxy'],
    ['a proxy with a password', HOST, { proxy: 'http://me:secret@proxy:3128' }, 'connection.proxy'],
    ['a proxy of another kind', HOST, { proxy: 'socks5://proxy:1080' }, 'connection.proxy'],
  ])('are refused with %s', async (_what, host, connection, path) => {
    const error: unknown = await add({ host, connection }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INVALID_INPUT', data: { issues: [{ path }] } });
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(probed).toEqual([]);
  });

  it('make another instance of the same host only by another proxy', async () => {
    // Behind a proxy a name may be another machine; here it is the same one, which a marker would prove.
    await add({ marker: false });
    await add({ marker: false, connection: { proxy: 'http://proxy:3128' } });
    const again = add({ marker: false, connection: { proxy: 'HTTP://PROXY:3128/' } });
    await expect(again).rejects.toMatchObject({ code: 'INSTANCE_ALREADY_EXISTS' });
  });

  it('are each kept when they are changed side by side', async () => {
    const { id } = await add();
    const pinnedCertificate = 'cd'.repeat(32);
    await Promise.all([
      clusterd.call('instances.change', { id, connection: { pinnedCertificate } }),
      clusterd.call('instances.change', { id, connection: { proxy: 'http://proxy:3128' } }),
    ]);
    const { connection } = await clusterd.call('instances.get', { id });
    expect(connection).toEqual({ ca: null, pinnedCertificate, proxy: 'http://proxy:3128' });
    const removed = await clusterd.call('instances.change', {
      id,
      connection: { pinnedCertificate: null, proxy: null },
    });
    expect(removed.connection).toEqual({ ca: null, pinnedCertificate: null, proxy: null });
  });

  it.each([
    [
      'CERTIFICATE_UNTRUSTED',
      { host: HOST, sha256: 'ab', subject: 's', issuer: 'i', validFrom: 0, validTo: 1, reason: 'r' },
    ],
    ['INSTANCE_CREDENTIALS', { host: HOST, by: 'host' }],
  ] as const)('that end with %s keep a host out unless it is forced, and are shown then', async (code, data) => {
    elektrads.host(HOST).fail = () => {
      throw new ElektraError(code, 'its own words', { data });
    };
    await expect(add()).rejects.toMatchObject({ code, data });
    const { id, seen } = await add({ force: true });
    expect(seen).toMatchObject({ state: 'offline', lastError: { code, message: 'its own words' } });
    const reading = clusterd.call('keys.read', { id });
    await expect(reading).rejects.toMatchObject({ code });
  });
});
