import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import type { Call } from '#shared/contract/operation.ts';
import { isElektraError, type ElektraError } from '#shared/errors/elektra-error.ts';
import { parseKeyName } from '#shared/model/key-name.ts';
import { createElektrad, type Elektrad } from './elektrad.ts';
import type { KeyStore } from './ports.ts';
import { createMemoryKeyStore } from './storage/memory-key-store.ts';

const call: Call = { caller: null, requestId: 'test', signal: new AbortController().signal };
const product = { name: 'test', version: '1' };
let store: KeyStore;
let elektrad: Elektrad;

beforeEach(() => {
  store = createMemoryKeyStore('store-id');
  elektrad = createElektrad({ store, product });
});
afterEach(() => elektrad.close());

const set = (name: string, value: string | null) => elektrad.handlers['kdb.set']({ name, value }, call);
const setMeta = (name: string, key: string, value: string | null) =>
  elektrad.handlers['meta.set']({ name, key, value }, call);
const removeMeta = (name: string, key: string) => elektrad.handlers['meta.remove']({ name, key }, call);
const remove = (name: string, recursive = false) => elektrad.handlers['kdb.remove']({ name, recursive }, call);
const get = (name: string) => elektrad.handlers['kdb.get']({ name, preload: 0 }, call);

async function refusal(work: Promise<unknown>): Promise<ElektraError> {
  const [result] = await Promise.allSettled([work]);
  if (result.status === 'rejected' && isElektraError(result.reason)) return result.reason;
  throw new Error(`It was not refused: ${JSON.stringify(result)}`);
}

describe('a refusal', () => {
  it('has number, description, reason, mount point and key', async () => {
    await set('user:/n', '5');
    await setMeta('user:/n', 'check/range', '1-10');
    const error = await refusal(set('user:/n', '99'));
    expect(error.code).toBe('ELEKTRA_REJECTED');
    expect(error.data).toEqual({
      number: 'C03200',
      description: 'Validation Semantic',
      reason: "Value '99' of key 'user:/n' not within range 1-10",
      mountPoint: 'user:/',
      file: null,
      key: 'user:/n',
    });
  });

  it('of a range that cannot be read is another one', async () => {
    await set('user:/n', '5');
    const error = await refusal(setMeta('user:/n', 'check/range', '1-'));
    expect(error.data).toMatchObject({ number: 'C03100', reason: 'Invalid syntax: 1-' });
    expect(await get('user:/n')).not.toHaveProperty('meta');
  });

  it('of a name says which part is wrong', async () => {
    const error = await refusal(set('user:/a\\b', 'x'));
    expect(error.code).toBe('KEY_NAME_INVALID');
    expect(error.data).toEqual({ key: 'user:/a\\b', reason: error.message });
  });

  it('of a cascading name names the namespace to write', async () => {
    expect((await refusal(get('/a/b'))).message).toContain('user:/a/b');
  });
});

describe('keys that are no text', () => {
  beforeEach(async () => {
    await store.change((keys) => {
      keys.put(parseKeyName('user:/bytes'), { value: Uint8Array.of(1, 2), meta: { description: 'd' } });
      keys.put(parseKeyName('user:/null'), { value: null, meta: { 'check/type': 'long' } });
    });
  });

  it('are shown as the field shows them', async () => {
    expect(await get('user:/bytes')).toMatchObject({ value: '(binary)', meta: { binary: '', description: 'd' } });
    const shown = await get('user:/null');
    expect(shown).toMatchObject({ exists: true, meta: { binary: '', 'check/type': 'long' } });
    expect(shown).not.toHaveProperty('value');
  });

  it('become text when one is set', async () => {
    await set('user:/bytes', 'text');
    expect(await get('user:/bytes')).toMatchObject({ value: 'text', meta: { description: 'd' } });
    expect((await get('user:/bytes')).meta).not.toHaveProperty('binary');
  });

  it('keep their bytes when their metadata changes, and are not checked', async () => {
    await setMeta('user:/bytes', 'check/type', 'long');
    expect(store.get(parseKeyName('user:/bytes'))?.value).toEqual(Uint8Array.of(1, 2));
  });
});

describe('the metadata of a key', () => {
  it('brings the value into its normal form', async () => {
    await set('user:/b', 'Yes');
    await setMeta('user:/b', 'type', 'boolean');
    expect(await get('user:/b')).toMatchObject({ value: '1' });
  });

  it('can be taken off one by one, and mended where the value was stored before its check', async () => {
    await set('user:/n', 'many');
    await setMeta('spec:/other', 'description', 'd');
    await store.change((keys) => keys.put(parseKeyName('user:/n'), { value: 'many', meta: { 'check/type': 'long' } }));
    await setMeta('user:/n', 'description', 'how many');
    await removeMeta('user:/n', 'check/type');
    expect((await get('user:/n')).meta).toEqual({ description: 'how many' });
  });

  it('is not there to remove of a missing key; removing by null makes no key', async () => {
    expect((await refusal(removeMeta('user:/none', 'a'))).code).toBe('KEY_NOT_FOUND');
    await setMeta('user:/none', 'a', null);
    expect(await get('user:/none')).toMatchObject({ exists: false });
  });

  it('may be named like a property of objects', async () => {
    await setMeta('user:/p', '__proto__', 'polluted');
    expect(Object.entries((await get('user:/p')).meta ?? {})).toEqual([['__proto__', 'polluted']]);
    await removeMeta('user:/p', '__proto__');
    expect(await get('user:/p')).not.toHaveProperty('meta');
  });
});

describe('spec:', () => {
  it('speaks about the same path of the other namespaces, and a key of its own comes first', async () => {
    await setMeta('spec:/app/port', 'check/range', '1-10');
    await setMeta('spec:/app/port', 'description', 'specified');
    await set('user:/app/port', '5');
    await setMeta('user:/app/port', 'description', 'own');
    expect((await get('user:/app/port')).meta).toEqual({ 'check/range': '1-10', description: 'own' });
    expect((await refusal(set('user:/app/port', '11'))).code).toBe('ELEKTRA_REJECTED');
    expect((await refusal(set('system:/app/port', '11'))).code).toBe('ELEKTRA_REJECTED');
    await setMeta('user:/app/port', 'check/range', '1-20');
    await set('user:/app/port', '11');
    await set('spec:/app/port', 'no number');
  });

  it('is no metadata of the key itself', async () => {
    await setMeta('spec:/app/port', 'description', 'specified');
    await set('user:/app/port', '5');
    expect(store.get(parseKeyName('user:/app/port'))?.meta).toEqual({});
    await removeMeta('spec:/app/port', 'description');
    expect(await get('user:/app/port')).not.toHaveProperty('meta');
  });

  it('speaks by globs', async () => {
    await setMeta('spec:/app/#/_', 'type', 'boolean');
    await set('user:/app/#0/on', 'true');
    expect(await get('user:/app/#0/on')).toMatchObject({ value: '1', meta: { type: 'boolean' } });
    expect((await refusal(set('user:/app/#_10/on', 'maybe'))).code).toBe('ELEKTRA_REJECTED');
    await set('user:/app/name/on', 'maybe');
  });

  it('is read from the store that is opened', async () => {
    await setMeta('spec:/app/port', 'check/range', '1-10');
    const again = createElektrad({ store, product });
    expect((await refusal(again.handlers['kdb.set']({ name: 'user:/app/port', value: '11' }, call))).code).toBe(
      'ELEKTRA_REJECTED',
    );
  });

  it('takes no rule that a stored key breaks, and says which', async () => {
    await set('system:/app/#3/port', '99');
    const error = await refusal(setMeta('spec:/app/#/port', 'check/range', '1-10'));
    expect(error.data).toMatchObject({ key: 'system:/app/#3/port', reason: expect.stringContaining("Value '99'") });
    expect(await get('spec:/app/#/port')).toMatchObject({ exists: false });
    expect(await get('system:/app/#3/port')).not.toHaveProperty('meta');
    await set('system:/app/#3/port', '9');
    await setMeta('spec:/app/#/port', 'check/range', '1-10');
  });

  it('is forgotten with its keys', async () => {
    await setMeta('spec:/a/b', 'check/range', '1-10');
    await setMeta('spec:/c', 'check/range', '1-10');
    await remove('spec:/a', true);
    await remove('spec:/c');
    await set('user:/a/b', '99');
    await set('user:/c', '99');
  });

  it('lets no write slip past a rule that is on its way', async () => {
    const writes = [];
    for (let at = 0; at < 50; at += 1) writes.push(set(`user:/race/k${at}`, '99').catch(() => undefined));
    const rule = setMeta('spec:/race/_', 'check/range', '1-10').then(
      () => true,
      () => false,
    );
    for (let at = 50; at < 100; at += 1) writes.push(set(`user:/race/k${at}`, '99').catch(() => undefined));
    await Promise.all(writes);
    const stored = [...store.names(parseKeyName('user:/race'))];
    expect(stored.length === 0 || !(await rule)).toBe(true);
  });
});

describe('64 clients at once', () => {
  it('lose nothing and see each check', async () => {
    await set('user:/n', '0');
    await setMeta('user:/n', 'check/range', '0-31');
    const outcomes = await Promise.allSettled(Array.from({ length: 64 }, (_each, at) => set('user:/n', String(at))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(32);
    const created = await Promise.all(Array.from({ length: 64 }, (_each, at) => set(`user:/k${at % 16}`, String(at))));
    expect(created.filter((one) => one.created)).toHaveLength(16);
  });
});

describe('a long answer', () => {
  const manyKeys = 5000;

  beforeEach(async () => {
    await store.change((keys) => {
      for (let at = 0; at < manyKeys; at += 1) keys.put(parseKeyName(`user:/k${at}`), { value: 'v', meta: {} });
    });
    let now = 0;
    elektrad = createElektrad({ store, product, ticks: () => (now += 5) });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['kdb.get', () => elektrad.handlers['kdb.get']({ name: 'user:/', preload: 0 }, call)],
    ['kdb.find', () => elektrad.handlers['kdb.find']({ query: 'k' }, call)],
    [
      'kdb.readMany',
      () => elektrad.handlers['kdb.readMany']({ names: new Array<string>(1000).fill('user:/k1') }, call),
    ],
  ])('of %s lets others have their turns', async (_operation, work) => {
    let turns = 0;
    let isDone = false;
    const working = work().finally(() => (isDone = true));
    while (!isDone) {
      await new Promise((resume) => setImmediate(resume));
      turns += 1;
    }
    await working;
    expect(turns).toBeGreaterThan(10);
  });

  it('ends when the caller is gone', async () => {
    const abort = new AbortController();
    const working = elektrad.handlers['kdb.find']({ query: 'k' }, { ...call, signal: abort.signal });
    abort.abort();
    await expect(working).rejects.toThrow(CancelledError);
  });
});

describe('the version', () => {
  it('tells the store', async () => {
    expect(await elektrad.handlers['version.get']({}, call)).toMatchObject({ id: 'store-id', product });
  });
});
