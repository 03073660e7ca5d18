import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '#shared/contract/operation.ts';
import { parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { createElektrad, type Elektrad } from './elektrad.ts';
import type { KeyStore, StoredKey } from './ports.ts';
import { createMemoryKeyStore } from './storage/memory-key-store.ts';

const call: Call = { caller: null, requestId: 'test', signal: new AbortController().signal };
const KEYS = 100_000;
/** What one key costs here, in milliseconds: several times what it takes. The clock of the elektrad shows nothing but this work. */
const COST = 0.02;
/** No handler may hold the event loop longer, in milliseconds. */
const LONGEST = 20;

const stored = new Map<KeyName, StoredKey>();
for (let at = 0; at < KEYS; at += 1) stored.set(parseKeyName(`user:/flat/k${at}`), { value: 'v', meta: {} });

let keysRead: number;
let elektrad: Elektrad;

beforeEach(() => {
  const store = createMemoryKeyStore('memory', stored);
  keysRead = 0;
  const counting: KeyStore = {
    ...store,
    get(name) {
      keysRead += 1;
      return store.get(name);
    },
  };
  elektrad = createElektrad({ store: counting, product: { name: 'test', version: '1' }, ticks: () => keysRead * COST });
});
afterEach(() => elektrad.close());

const many = Array.from({ length: 10_000 }, (_each, at) => ({ key: `n${at}`, value: 'v' }));

describe('work on many keys', () => {
  it.each<[string, number, () => Promise<unknown>]>([
    ['kdb.get of so many children', KEYS, () => elektrad.handlers['kdb.get']({ name: 'user:/flat', preload: 0 }, call)],
    ['kdb.get of all levels', KEYS, () => elektrad.handlers['kdb.get']({ name: 'user:/', preload: 9 }, call)],
    [
      'kdb.readMany',
      1000,
      () => elektrad.handlers['kdb.readMany']({ names: new Array<string>(1000).fill('user:/flat/k1') }, call),
    ],
    [
      'kdb.move',
      KEYS,
      () => elektrad.handlers['kdb.move']({ name: 'user:/flat', target: 'user:/moved', force: false }, call),
    ],
    [
      'kdb.copy',
      KEYS,
      () => elektrad.handlers['kdb.copy']({ name: 'user:/flat', target: 'user:/copy', force: false }, call),
    ],
    ['kdb.setAll', 10_000, () => elektrad.handlers['kdb.setAll']({ name: 'user:/new', configurations: many }, call)],
    [
      'meta.set of a rule for all of them',
      KEYS,
      () => elektrad.handlers['meta.set']({ name: 'spec:/flat/_', key: 'check/type', value: 'string' }, call),
    ],
  ])('%s never holds the event loop long', async (_operation, keys, work) => {
    let longest = 0;
    let isDone = false;
    const working = work().finally(() => (isDone = true));
    for (let before = 0; !isDone; before = keysRead) {
      await new Promise((resume) => setImmediate(resume));
      longest = Math.max(longest, (keysRead - before) * COST);
    }
    await working;
    expect(keysRead).toBeGreaterThanOrEqual(keys);
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThan(LONGEST);
  });
});
