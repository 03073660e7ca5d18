import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { elektradContract } from '#shared/elektrad/contract.ts';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { joinKeyName, type KeyName } from '#shared/model/key-name.ts';
import { createElektrads } from '../adapters/elektrad-client/elektrads.ts';
import { NO_CREDENTIALS } from '../clusterd/instances/credentials.ts';
import type { Elektrad, Elektrads } from '../clusterd/ports.ts';
import { createElektrad, type Elektrad as OurElektrad } from '../elektrad/elektrad.ts';
import { openLmdbKeyStore } from '../elektrad/storage/lmdb-key-store.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { createSystemRandom } from '../platform/system-random.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { elektradErrorFormat } from '../transport/http/elektrad-errors.ts';
import { createHttpServer, type HttpServer } from '../transport/http/http-server.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';

/** Nobody aborts it. */
const UNWATCHED = new AbortController().signal;
setMaxListeners(0, UNWATCHED);

let directory: string;
let ours: OurElektrad;
let server: HttpServer;
let url: string;
let elektrads: Elektrads;
let elektrad: Elektrad;
const sessions: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elektrad-'));
  const store = await openLmdbKeyStore({ directory });
  const log = recordedLog();
  ours = createElektrad({ store, product: { name: 'test', version: '1' } });
  const dispatcher = createDispatcher({
    contract: elektradContract,
    handlers: ours.handlers,
    log,
    validateOutput: true,
  });
  const access = { authenticate: () => null, open: true, allowedHosts: [], cookiePrefix: null };
  server = await createHttpServer({
    contract: elektradContract,
    dispatcher,
    log,
    access,
    formatError: elektradErrorFormat,
  });
  ({ url } = await server.listen({ host: '127.0.0.1', port: 0 }));
  elektrads = createElektrads({ random: createSystemRandom(), clock: createSystemClock(), log });
  elektrad = elektrads.connection({
    id: 'ours',
    host: url,
    connection: DIRECTLY,
    credentialsId: null,
    readCredentials: async () => NO_CREDENTIALS,
    session: null,
    async saveSession(session) {
      sessions.push(session);
    },
  });
});

afterAll(async () => {
  await elektrads.close();
  await server.close();
  await ours.close();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  const { names } = await elektrad.read(null, 0, UNWATCHED);
  await elektrad.turn((turn) => turn.remove(names), UNWATCHED);
});

const set = (name: string, value: string) => elektrad.turn((turn) => turn.set(name, value), UNWATCHED);
const setMeta = (name: string, metakey: string, value: string | null) =>
  elektrad.turn((turn) => turn.setMeta(name, metakey, value), UNWATCHED);

describe('the client and our elektrad', () => {
  it('store 200 values that are written at the same time', async () => {
    const names = Array.from({ length: 200 }, (_each, at) => `user:/app/k${at}`).sort(compareKeyNames);
    await Promise.all(names.map((name) => set(name, `value of ${name}`)));
    const reading = await elektrad.read('user:/app', 1, UNWATCHED);
    expect(reading.names).toEqual(names);
    expect(reading.children?.map(({ name, value }) => [name, value])).toEqual(
      names.map((name) => [name, `value of ${name}`]),
    );
    const readings = await elektrad.readMany(names, UNWATCHED);
    expect(readings.map(({ value }) => value)).toEqual(names.map((name) => `value of ${name}`));
  });

  it('know each other: version, capabilities, liveness, and the probe of the same host', async () => {
    const { version, latencyMs } = await elektrad.version(UNWATCHED);
    expect(version.capabilities).toContain('read-many');
    expect(version.id).toBeTypeOf('string');
    expect(latencyMs).toBeGreaterThan(0);
    expect(await elektrad.alive(UNWATCHED)).toBeGreaterThan(0);
    expect(
      (await elektrads.probe({ host: url, connection: DIRECTLY, credentials: NO_CREDENTIALS }, UNWATCHED)).version,
    ).toEqual(version);
    expect(sessions).toHaveLength(1);
  });

  it('carry any legal name and any text', async () => {
    const part = fc.oneof(
      fc.constantFrom('.', '..', '%', '#10', '#_10', '\\', 'a/b', '/', '/.', 'ä', '\n', ' '),
      fc.string({ minLength: 1, unit: 'grapheme' }),
    );
    const legal = (text: string) => !/[\0\p{Surrogate}]/u.test(text);
    const parts = fc.array(part.filter(legal), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(parts, fc.string({ unit: 'grapheme' }).filter(legal), async (each, value) => {
        const name = joinKeyName('user:/any' as KeyName, ...each);
        expect(await set(name, value)).toEqual({ name, exists: true, value, meta: {} });
        expect(await elektrad.readMany([name, 'user:/none'], UNWATCHED)).toMatchObject([
          { name, value },
          { exists: false },
        ]);
        await elektrad.turn((turn) => turn.remove([name]), UNWATCHED);
        expect((await elektrad.read(name, 0, UNWATCHED)).exists).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('tell children without a key of their own, and the namespaces as children of all', async () => {
    await set('user:/a/b/c', '1');
    await set('system:/d', '2');
    expect(await elektrad.read(null, 3, UNWATCHED)).toMatchObject({
      name: '/',
      exists: false,
      children: [
        {
          name: 'user:/',
          exists: false,
          children: [{ name: 'user:/a', exists: false, children: [{ name: 'user:/a/b' }] }],
        },
        { name: 'system:/', exists: false, children: [{ name: 'system:/d', exists: true, value: '2', children: [] }] },
      ],
    });
  });

  it("pass on Elektra's words, keep the old value, and take the normal form", async () => {
    await set('user:/app/port', '8');
    await setMeta('user:/app/port', 'check/range', '1-10');
    await expect(set('user:/app/port', '99')).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
      data: {
        number: 'C03200',
        description: 'Validation Semantic',
        reason: expect.stringContaining('1-10'),
        key: 'user:/app/port',
      },
    });
    expect((await elektrad.read('user:/app/port', 0, UNWATCHED)).value).toBe('8');
    expect((await set('user:/app/port', '9')).value).toBe('9');

    await set('user:/app/on', '1');
    await setMeta('user:/app/on', 'type', 'boolean');
    expect((await set('user:/app/on', 'true')).value).toBe('1');
    await setMeta('user:/app/on', 'type', null);
    expect((await set('user:/app/on', 'true')).value).toBe('true');
  });

  it('remove exactly what is named', async () => {
    for (const name of ['user:/a', 'user:/a/b', 'user:/a/b/c', 'user:/ab']) await set(name, '1');
    await elektrad.turn((turn) => turn.remove(['user:/a', 'user:/a/b']), UNWATCHED);
    expect((await elektrad.read(null, 0, UNWATCHED)).names).toEqual(['user:/a/b/c', 'user:/ab']);
  });

  it('find names, and explain a pattern that is none', async () => {
    for (const name of ['user:/app/port', 'user:/app/host', 'system:/app/port']) await set(name, '1');
    expect(await elektrad.find('/p[or]+t$', UNWATCHED)).toEqual(['user:/app/port', 'system:/app/port']);
    expect(await elektrad.find('.', UNWATCHED)).toHaveLength(3);
    expect(await elektrad.find('//|/app', UNWATCHED)).toHaveLength(3);
    await expect(elektrad.find('(', UNWATCHED)).rejects.toMatchObject({ code: 'QUERY_INVALID', data: { query: '(' } });
  });
});
