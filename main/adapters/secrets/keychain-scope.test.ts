import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Keytar } from 'keytar';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { copyEntries, keychainScope } from './keychain-scope.ts';
import { createKeychain } from './keychain.ts';

let root = '';
let keytar: Keytar;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'elektra-web-scope-'));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(() => {
  const entries = new Map<string, string>();
  keytar = {
    getPassword: async (_service, account) => entries.get(account) ?? null,
    setPassword: async (_service, account, password) => void entries.set(account, password),
    deletePassword: async (_service, account) => entries.delete(account),
    findCredentials: async () => [...entries].map(([account, password]) => ({ account, password })),
  };
});

async function open(directory: string) {
  const scope = await keychainScope(directory);
  await copyEntries(directory, scope, keytar, createSilentLog());
  return createKeychain(scope.id, keytar);
}

it('the entries of a directory stay its own when it is moved', async () => {
  const directory = await mkdtemp(join(root, 'd-'));
  await (await open(directory)).set('a', '1');
  await rename(directory, `${directory}-moved`);
  expect(await (await open(`${directory}-moved`)).get('a')).toBe('1');
});

it('a copy, and a copy of one that was never used, has entries of its own: neither loses what the other removes', async () => {
  const directory = await mkdtemp(join(root, 'd-'));
  const original = await open(directory);
  await original.set('a', '1');
  await original.set('b', '2');
  await cp(directory, `${directory}-copy`, { recursive: true });
  await keychainScope(`${directory}-copy`);
  await cp(`${directory}-copy`, `${directory}-second`, { recursive: true });
  const copies = [await open(`${directory}-copy`), await open(`${directory}-second`)];
  for (const copy of copies) {
    expect(await copy.names()).toEqual(['a', 'b']);
    await copy.remove('a');
    await copy.set('b', 'changed');
  }
  expect([await original.get('a'), await original.get('b')]).toEqual(['1', '2']);
  await original.remove('b');
  expect(await (await open(`${directory}-copy`)).names()).toEqual(['b']);
});
