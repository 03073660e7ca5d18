import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { open } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { isAtOrBelow, keyNameOf, parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import type { KeyStore, StoredKey } from '../ports.ts';
import { keyNames } from '../testing/key-names.ts';
import { openLmdbFile } from './lmdb-file.ts';
import { openLmdbKeyStore } from './lmdb-key-store.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elektra-keys-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('the lmdb key store', () => {
  it('keeps its id and its keys over a restart, readable by its owner only', async () => {
    const inner = join(directory, 'deep', 'keys');
    const first = await openLmdbKeyStore({ directory: inner });
    await first.change((keys) => keys.put(key('user:/a'), { value: 'kept', meta: { description: 'd' } }));
    await first.close();
    expect((await stat(inner)).mode & 0o777).toBe(0o700);
    const second = await openLmdbKeyStore({ directory: inner });
    expect(second.id).toBe(first.id);
    expect(second.get(key('user:/a'))).toEqual({ value: 'kept', meta: { description: 'd' } });
    await second.close();
  });

  it('gives each store an id of its own', async () => {
    const ids = new Set<string>();
    for (const name of ['one', 'two']) {
      const store = await openLmdbKeyStore({ directory: join(directory, name) });
      ids.add(store.id);
      await store.close();
    }
    expect(ids.size).toBe(2);
  });

  it('refuses data of a newer version and leaves it as it is', async () => {
    await (await openLmdbKeyStore({ directory })).close();
    await rawPut('about', { schema: 3, id: 'x' });
    const before = await readFile(path());
    await expect(openLmdbKeyStore({ directory })).rejects.toThrow(/newer version \(schema 3, this program knows 2\)/);
    expect((await readFile(path())).equals(before)).toBe(true);
  });

  it('brings a store of the first schema up to date, with what its journal holds', async () => {
    const store = await openLmdbKeyStore({ directory });
    await store.change((keys) => keys.put(key('user:/a'), empty));
    await store.change((keys) => keys.put(key('user:/b'), empty));
    const old = await mkdtemp(join(tmpdir(), 'elektra-left-'));
    await cp(directory, old, { recursive: true });
    await store.close();
    await rename(await journalPath(old), join(old, `keys-${store.id}.journal`));
    await rawPut('about', { schema: 1, id: store.id }, old);
    for (const _start of ['first', 'second']) {
      const upgraded = await openLmdbKeyStore({ directory: old });
      expect(upgraded.id).toBe(store.id);
      expect(upgraded.names(null)).toEqual(['user:/a', 'user:/b']);
      await upgraded.close();
    }
    expect(await rawGet('about', old)).toEqual({ schema: 2, id: store.id, journal: store.id });
    await rm(old, { recursive: true });
  });

  it('refuses the file of another program', async () => {
    await rawPut('hello', 'world');
    await expect(openLmdbKeyStore({ directory })).rejects.toThrow(/not a key store of Elektra Web/);
  });

  it.each([
    ['not lmdb', () => writeFile(path(), 'x'.repeat(100_000)), /cannot be opened: it is no lmdb file/],
    ['shorter than one page', () => writeFile(path(), 'x'), /it is no lmdb file/],
    ['only the first page', () => truncate(path(), 4096), /its beginning is damaged/],
    ['cut', () => truncate(path(), 2 * 4096), /its end is missing/],
    ['a directory', () => rm(path()).then(() => mkdir(path())), /cannot be opened/],
  ])('refuses a file that is %s', async (_what, damage, words) => {
    await (await openLmdbKeyStore({ directory })).close();
    await damage();
    const opening = openLmdbKeyStore({ directory });
    await expect(opening).rejects.toThrow(StartRefused);
    await expect(opening).rejects.toThrow(words);
  });

  it('lets others have their turns during a large change', async () => {
    const store = await openLmdbKeyStore({ directory });
    const many = new Map(Array.from({ length: 20_000 }, (_each, at) => [key(`user:/k${at}`), empty] as const));
    let turns = 0;
    let isDone = false;
    const changing = store.changeMany(many).finally(() => (isDone = true));
    for (; !isDone; turns += 1) await new Promise((resume) => setImmediate(resume));
    await changing;
    expect(turns).toBeGreaterThan(40);
    await store.close();
  });

  it('takes an empty file as a new store', async () => {
    await writeFile(path(), '');
    const store = await openLmdbKeyStore({ directory });
    expect([...store.names(null)]).toEqual([]);
    await store.close();
  });

  it('leaves nothing behind of names that are gone, long ones too', async () => {
    const store = await openLmdbKeyStore({ directory });
    const emptyFile = await rawKeyCount(() => store.close());
    const again = await openLmdbKeyStore({ directory });
    const long = 'x'.repeat(1950);
    const parts = [['short'], [long], [long, 'a'], [long, long], [long, `${long}y`, 'b']];
    const names = parts.map((name) => keyNameOf('user', name));
    await again.change((keys) => names.forEach((name) => keys.put(name, empty)));
    expect(await rawKeyCount(() => again.close())).toBe(emptyFile + names.length);
    const third = await openLmdbKeyStore({ directory });
    expect(third.names(null)).toEqual(names);
    await third.change((keys) => names.forEach((name) => keys.remove(name)));
    expect(await rawKeyCount(() => third.close())).toBe(emptyFile);
  });

  it('does not take the journal of another store for its own', async () => {
    const store = await openLmdbKeyStore({ directory });
    await store.change((keys) => keys.put(key('user:/a'), empty));
    const other = await mkdtemp(join(tmpdir(), 'elektra-left-'));
    await cp(directory, other, { recursive: true });
    await rm(join(other, 'keys.lmdb'));
    const fresh = await openLmdbKeyStore({ directory: other });
    expect(fresh.names(null)).toEqual([]);
    await Promise.all([fresh.close(), store.close()]);
    await rm(other, { recursive: true });
  });
});

/** What a process that ends now would leave behind. */
async function crashed(store: KeyStore): Promise<KeyStore> {
  const left = await mkdtemp(join(tmpdir(), 'elektra-left-'));
  await cp(directory, left, { recursive: true });
  await store.close();
  await rm(directory, { recursive: true });
  directory = left;
  return openLmdbKeyStore({ directory });
}

describe('the lmdb key store after a crash', () => {
  it('holds what was acknowledged, in the state it had', async () => {
    let store = await openLmdbKeyStore({ directory });
    await store.change((keys) => ['user:/a', 'user:/a/b', 'user:/b'].forEach((name) => keys.put(key(name), empty)));
    store = await crashed(store);
    expect(store.names(null)).toEqual(['user:/a', 'user:/a/b', 'user:/b']);
    await store.removeSubtree(key('user:/a'));
    await store.change((keys) => keys.put(key('user:/a/c'), { value: 'new', meta: { m: '1' } }));
    store = await crashed(store);
    expect(store.names(null)).toEqual(['user:/a/c', 'user:/b']);
    expect(store.get(key('user:/a/c'))).toEqual({ value: 'new', meta: { m: '1' } });
    expect(store.get(key('user:/a/b'))).toBeUndefined();
    await store.close();
  });

  it('agrees with a map, whatever was done and however often it ended', async () => {
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom('put', 'put', 'put', 'many', 'remove', 'subtree', 'crash', 'restart'),
        name: keyNames,
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        let store = await openLmdbKeyStore({ directory });
        const expected = new Map<KeyName, StoredKey>();
        for (const [at, { kind, name }] of given.entries()) {
          if (kind === 'put') {
            expected.set(name, { value: `v${at}`, meta: {} });
            await store.change((keys) => keys.put(name, { value: `v${at}`, meta: {} }));
          } else if (kind === 'many') {
            const [first = name] = expected.keys();
            const changes = new Map<KeyName, StoredKey | null>([[first, null]]).set(name, {
              value: `v${at}`,
              meta: {},
            });
            for (const [each, stored] of changes) {
              if (stored === null) expected.delete(each);
              else expected.set(each, stored);
            }
            await store.changeMany(changes);
          } else if (kind === 'remove') {
            expected.delete(name);
            await store.change((keys) => keys.remove(name));
          } else if (kind === 'subtree') {
            for (const each of expected.keys()) if (isAtOrBelow(each, name)) expected.delete(each);
            await store.removeSubtree(name);
          } else if (kind === 'crash') store = await crashed(store);
          else {
            await store.close();
            store = await openLmdbKeyStore({ directory });
          }
        }
        expect(store.names(null)).toEqual([...expected.keys()].sort(compareKeyNames));
        for (const [name, stored] of expected) expect(store.get(name)).toEqual(stored);
        await store.close();
        await rm(directory, { recursive: true });
      }),
      { numRuns: 25 },
    );
    await mkdir(directory);
  });

  it('reads a journal that grew beyond its limit, also in the middle of being taken over', async () => {
    const store = await openLmdbKeyStore({ directory });
    const value = 'v'.repeat(2000);
    const put = (at: number) => store.change((keys) => keys.put(key(`user:/k${at}`), { value: value + at, meta: {} }));
    await Promise.all(Array.from({ length: 1500 }, (_each, at) => put(at)));
    await store.removeSubtree(key('user:/k7'));
    const again = await crashed(store);
    expect(again.names(null)).toHaveLength(1499);
    for (const at of [0, 6, 8, 777, 1499]) expect(again.get(key(`user:/k${at}`))?.value).toBe(value + at);
    expect(again.get(key('user:/k7'))).toBeUndefined();
    await again.close();
  });

  it('cuts off an entry that was torn when it was written', async () => {
    const store = await openLmdbKeyStore({ directory });
    await store.change((keys) => keys.put(key('user:/whole'), empty));
    const again = await crashed(store);
    await again.change((keys) => keys.put(key('user:/torn'), empty));
    const left = await mkdtemp(join(tmpdir(), 'elektra-left-'));
    await cp(directory, left, { recursive: true });
    const { size } = await stat(await journalPath(left));
    await truncate(await journalPath(left), size - 1);
    const third = await openLmdbKeyStore({ directory: left });
    expect(third.names(null)).toEqual(['user:/whole']);
    await Promise.all([third.close(), again.close()]);
    await rm(left, { recursive: true });
  });

  it('holds all of a large change or, when its end is torn, nothing of it', async () => {
    const store = await openLmdbKeyStore({ directory });
    await store.change((keys) => keys.put(key('user:/before'), empty));
    const many = Array.from(
      { length: 2500 },
      (_each, at) => [key(`user:/k${at}`), { value: `${at}`, meta: {} }] as const,
    );
    const large = store.changeMany(new Map<KeyName, StoredKey | null>([[key('user:/before'), null], ...many]));
    expect(store.names(null)).toEqual(['user:/before']);
    await large;
    expect(store.names(null)).toHaveLength(2500);
    const whole = await mkdtemp(join(tmpdir(), 'elektra-left-'));
    const torn = await mkdtemp(join(tmpdir(), 'elektra-left-'));
    for (const copy of [whole, torn]) await cp(directory, copy, { recursive: true });
    await store.close();
    const { size } = await stat(await journalPath(torn));
    await truncate(await journalPath(torn), size - 1);
    const again = await openLmdbKeyStore({ directory: whole });
    expect(again.names(null)).toEqual(store.names(null));
    expect(again.get(key('user:/k2499'))?.value).toBe('2499');
    const before = await openLmdbKeyStore({ directory: torn });
    expect(before.names(null)).toEqual(['user:/before']);
    await Promise.all([again.close(), before.close()]);
    for (const copy of [whole, torn]) await rm(copy, { recursive: true });
  });

  it('refuses a journal that is damaged before its end, and leaves it as it is', async () => {
    const store = await openLmdbKeyStore({ directory });
    for (const name of ['user:/a', 'user:/b']) await store.change((keys) => keys.put(key(name), empty));
    const left = await mkdtemp(join(tmpdir(), 'elektra-left-'));
    await cp(directory, left, { recursive: true });
    await store.close();
    const journal = await journalPath(left);
    const damaged = (await readFile(journal, 'utf8')).replace('user:/a', 'user:/x');
    await writeFile(journal, damaged);
    await expect(openLmdbKeyStore({ directory: left })).rejects.toThrow(/damaged at byte 0/);
    expect(await readFile(journal, 'utf8')).toBe(damaged);
    await rm(left, { recursive: true });
  });
});

const empty = { value: '', meta: {} };

function key(name: string): KeyName {
  return parseKeyName(name);
}

function path(of = directory): string {
  return join(of, 'keys.lmdb');
}

async function journalPath(of: string): Promise<string> {
  const name = (await readdir(of)).find((each) => each.endsWith('.journal'));
  return join(of, name ?? 'there is none');
}

async function rawPut(rawKey: string, value: unknown, of = directory): Promise<void> {
  const file = await openLmdbFile(path(of));
  await file.put(rawKey, value);
  await file.close();
}

async function rawGet(rawKey: string, of: string): Promise<unknown> {
  const file = await openLmdbFile(path(of));
  const value = file.get(rawKey);
  await file.close();
  return value;
}

async function rawKeyCount(closeFirst: () => Promise<void>): Promise<number> {
  await closeFirst();
  const db = open({ path: path(), noSubdir: true });
  const count = db.getKeysCount();
  await db.close();
  return count;
}
