import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { keyNameOf, parseKeyName, type KeyName } from '#shared/model/key-name.ts';
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
    await rawPut('\0about', { schema: 2, id: 'x' });
    const before = await readFile(path());
    await expect(openLmdbKeyStore({ directory })).rejects.toThrow(/newer version \(schema 2, this program knows 1\)/);
    expect((await readFile(path())).equals(before)).toBe(true);
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

  it('takes an empty file as a new store', async () => {
    await writeFile(path(), '');
    const store = await openLmdbKeyStore({ directory });
    expect([...store.names(null)]).toEqual([]);
    await store.close();
  });

  it('finishes the removal of a subtree that was interrupted', async () => {
    const first = await openLmdbKeyStore({ directory });
    await first.change((keys) => ['user:/a', 'user:/a/b', 'user:/b'].forEach((name) => keys.put(key(name), empty)));
    await first.close();
    await rawPut('\0removal', 'user:/a');
    const second = await openLmdbKeyStore({ directory });
    expect([...second.names(null)]).toEqual(['user:/b']);
    expect([...second.names(key('user:/a'))]).toEqual([]);
    expect(second.get(key('user:/a/b'))).toBeUndefined();
    await second.change((keys) => keys.put(key('user:/a/c'), empty));
    expect([...second.names(null)]).toEqual(['user:/a/c', 'user:/b']);
    await second.close();
    const third = await openLmdbKeyStore({ directory });
    expect([...third.names(null)]).toEqual(['user:/a/c', 'user:/b']);
    await third.close();
  });

  it('leaves nothing behind of long names that are gone', async () => {
    const store = await openLmdbKeyStore({ directory });
    const emptyFile = await rawKeyCount(() => store.close());
    const again = await openLmdbKeyStore({ directory });
    const long = 'x'.repeat(1950);
    const parts = [[long], [long, 'a'], [long, long], [long, `${long}y`, 'b']];
    const names = parts.map((name) => keyNameOf('user', name));
    await again.change((keys) => names.forEach((name) => keys.put(name, empty)));
    await again.change((keys) => names.slice(0, 2).forEach((name) => keys.remove(name)));
    expect([...again.names(null)]).toEqual(names.slice(2));
    await again.change((keys) => names.slice(2).forEach((name) => keys.remove(name)));
    expect(await rawKeyCount(() => again.close())).toBe(emptyFile);
  });
});

const empty = { value: '', meta: {} };

function key(name: string): KeyName {
  return parseKeyName(name);
}

function path(): string {
  return join(directory, 'keys.lmdb');
}

async function rawPut(rawKey: string, value: unknown): Promise<void> {
  const file = await openLmdbFile(directory);
  await file.commit(() => void file.keys.put(Buffer.from(rawKey), value));
  await file.close();
}

async function rawKeyCount(closeFirst: () => Promise<void>): Promise<number> {
  await closeFirst();
  const db = open({ path: path(), noSubdir: true, keyEncoding: 'binary' });
  const count = db.getKeysCount({ start: Buffer.of(0) });
  await db.close();
  return count;
}
