import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import type { StoredKey } from '../ports.ts';
import { keyNames, longKeyNames } from '../testing/key-names.ts';
import { readBackup, writeBackup } from './backup-file.ts';
import { backupLine } from './backup-lines.ts';
import { openLmdbFile } from './lmdb-file.ts';
import { openLmdbKeyStore } from './lmdb-key-store.ts';
import { restoreStore } from './restore-store.ts';
import { openSnapshot } from './store-snapshot.ts';
import { verifyStore } from './verify-store.ts';

let root: string;
let directory: string;
let backup: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'elektra-backup-'));
  directory = join(root, 'keys');
  backup = join(root, 'backup');
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function storeWith(keys: ReadonlyMap<KeyName, StoredKey>, of = directory): Promise<string> {
  const store = await openLmdbKeyStore({ directory: of });
  await store.changeMany(keys);
  await store.close();
  return store.id;
}

async function contentOf(of: string): Promise<ReadonlyMap<KeyName, StoredKey>> {
  const store = await openLmdbKeyStore({ directory: of });
  const content = new Map(store.names(null).map((name) => [name, store.get(name) as StoredKey]));
  await store.close();
  return content;
}

async function backUp(of = directory): Promise<void> {
  const snapshot = await openSnapshot(of);
  await writeFile(backup, '');
  await writeBackup(snapshot, new Date(0), (chunk) => appendFile(backup, chunk));
  await snapshot.close();
}

async function problemsOf(file: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for await (const item of readBackup(file)) if (item.kind === 'problem') problems.push(item.problem);
  return problems;
}

const some = new Map<KeyName, StoredKey>(
  ['user:/a', 'user:/b', 'user:/c'].map((name) => [parseKeyName(name), { value: `of ${name}`, meta: { m: '1' } }]),
);

describe('a backup', () => {
  it('brings back every key as it was', async () => {
    const text = fc.string({ unit: 'binary' });
    const value = fc.oneof(text, fc.uint8Array({ maxLength: 20 }), fc.constant(null), fc.constant('\u2028\n\r'));
    const meta = fc.dictionary(fc.string(), text, { maxKeys: 3, noNullPrototype: true });
    const keys = fc.array(fc.tuple(fc.oneof(keyNames, longKeyNames), fc.record({ value, meta })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(keys, async (pairs) => {
        const given = new Map(pairs);
        await storeWith(given);
        await backUp();
        const other = join(root, 'other');
        expect(await restoreStore({ directory: await made(other), backup, id: null })).toBe(given.size);
        expect(await contentOf(other)).toEqual(await contentOf(directory));
        expect(await contentOf(other)).toEqual(given);
        for (const each of [directory, other]) await rm(each, { recursive: true });
      }),
      { numRuns: 20 },
    );
  });

  it('is restored over other keys as a whole, their journal too, and under the id it is told', async () => {
    const id = await storeWith(some);
    await backUp();
    const store = await openLmdbKeyStore({ directory });
    await store.change((keys) => keys.put(parseKeyName('user:/later'), { value: '', meta: {} }));
    await store.close();
    await restoreStore({ directory, backup, id: 'another' });
    expect([...(await contentOf(directory)).keys()]).toEqual(['user:/a', 'user:/b', 'user:/c']);
    const again = await openLmdbKeyStore({ directory });
    expect(again.id).toBe('another');
    await again.close();
    await restoreStore({ directory, backup, id: null });
    const third = await openLmdbKeyStore({ directory });
    expect(third.id).toBe(id);
    await third.close();
    expect((await readdir(directory)).filter((name) => name.includes('new'))).toEqual([]);
  });

  it('that is damaged is told by line and key, and restores nothing', async () => {
    await storeWith(some);
    await backUp();
    const whole = await readFile(backup, 'utf8');
    expect(await problemsOf(backup)).toEqual([]);
    for (const [damaged, ...words] of [
      [whole.replace('of user:/b', 'of user:/x'), /^line 3: the checksum/, /holds 2 whole keys of 3/],
      [whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1), /^line 5: the end of the file is missing/],
      [whole.slice(0, -10), /^line 5: the checksum/, /^line 6: the end of the file is missing/],
      [`${whole}${whole.split('\n')[1]}\n`, /^line 6: it stands behind the end/],
      [swapped(whole, 1, 2), /^line 3: the key user:\/a is not in its place/, /holds 2 whole/],
    ] as const) {
      await writeFile(backup, damaged);
      expect(await problemsOf(backup)).toEqual(words.map((each): unknown => expect.stringMatching(each)));
      await expect(restoreStore({ directory, backup, id: null })).rejects.toThrow(/Nothing was restored/);
      expect(await contentOf(directory)).toEqual(some);
    }
  });

  it('is refused when it is none, of a newer version, or not there', async () => {
    await storeWith(some);
    await backUp();
    const newer = join(root, 'newer');
    await writeFile(newer, backupLine({ format: 'elektra-web-keys', version: 2, store: 'x', at: '' } as never));
    await expect(problemsOf(newer)).rejects.toThrow(/newer version \(format 2/);
    await writeFile(backup, 'hello\n');
    await expect(problemsOf(backup)).rejects.toThrow(/is no backup/);
    await writeFile(backup, '');
    await expect(problemsOf(backup)).rejects.toThrow(/is no backup/);
    await expect(problemsOf(join(root, 'none'))).rejects.toThrow(/cannot be read: ENOENT/);
    await expect(openSnapshot(join(root, 'none'))).rejects.toThrow(/There is no key store/);
  });
});

describe('verifying a store', () => {
  it('finds nothing in a whole one', async () => {
    await storeWith(some);
    expect(await verified()).toEqual({ keys: 3, problems: [] });
  });

  it('names the records that are damaged', async () => {
    await storeWith(some);
    const file = await openLmdbFile(join(directory, 'keys.lmdb'));
    await file.batch(() => {
      void file.put('user:/b', { t: 5 });
      void file.put('user://d', { t: '' });
      void file.put('~hash', { t: '', n: 'user:/long' });
    });
    await file.close();
    expect((await verified()).problems.toSorted()).toEqual([
      'the key user:/long: it has no content',
      'the record user://d: its name is not canonical: user:/d is',
      'the record user:/b: its value is no text',
      'the record ~hash: it is stored under the name of another',
    ]);
  });

  it('names the journal that is damaged', async () => {
    const store = await openLmdbKeyStore({ directory });
    for (const name of some.keys()) await store.change((keys) => keys.put(name, { value: '', meta: {} }));
    const copy = await made(join(root, 'copy'));
    for (const name of await readdir(directory))
      await writeFile(join(copy, name), await readFile(join(directory, name)));
    await store.close();
    const journal = join(copy, (await readdir(directory)).find((name) => name.endsWith('.journal')) ?? '');
    const content = await readFile(journal, 'utf8');
    await writeFile(journal, content.replace('user:/a', 'user:/x'));
    directory = copy;
    expect((await verified()).problems).toEqual([
      expect.stringMatching(/^the journal .*, byte 0: whole entries follow/),
    ]);
    await truncate(journal, 0);
    expect(await verified()).toEqual({ keys: 0, problems: [] });
  });
});

async function verified() {
  const snapshot = await openSnapshot(directory);
  const result = verifyStore(snapshot);
  await snapshot.close();
  return result;
}

/** An empty store, so that there is a directory. */
async function made(of: string): Promise<string> {
  await storeWith(new Map(), of);
  return of;
}

function swapped(text: string, one: number, two: number): string {
  const lines = text.split('\n');
  [lines[one], lines[two]] = [lines[two] ?? '', lines[one] ?? ''];
  return lines.join('\n');
}
