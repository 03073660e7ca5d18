import { describe, expect, it } from 'vitest';
import { UNPROVEN } from '#shared/model/instance.ts';
import type { Document } from '../ports.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { NO_MARKER } from './records.ts';
import { upgradeStore, type Upgrade } from './schema.ts';

const rename: Upgrade = (documents) => documents.map(({ old, ...rest }) => ({ ...rest, new: old }));
const double: Upgrade = (documents) => documents.map((document) => ({ ...document, new: `${String(document.new)}2` }));

async function storeWith(documents: readonly Document[]) {
  const store = createMemoryDocumentStore();
  await store.replaceAll(documents);
  return store;
}

describe('upgradeStore', () => {
  it('marks an empty store with the newest schema', async () => {
    const store = createMemoryDocumentStore();
    expect(await upgradeStore(store, [rename])).toEqual([]);
    expect(await store.all()).toEqual([{ _id: 'meta/schema', version: 2 }]);
  });

  it.each([
    [1, 'x2'],
    [2, 'undefined2'],
  ])('takes every step from version %i on, once', async (version, expected) => {
    const store = await storeWith([
      { _id: 'meta/schema', version },
      { _id: 'a', old: 'x' },
    ]);
    const upgraded = await upgradeStore(store, [rename, double]);
    expect(upgraded).toMatchObject([{ _id: 'a', new: expected }]);
    expect(await upgradeStore(store, [rename, double])).toMatchObject([{ _id: 'a', new: expected }]);
  });

  it.each([
    ['newer data', [{ _id: 'meta/schema', version: 9 }, { _id: 'a' }], /newer version/],
    ['data without a schema', [{ _id: 'a' }], /which schema/],
    ['a schema that is no number', [{ _id: 'meta/schema', version: 'x' }], /which schema/],
  ])('refuses %s untouched', async (_what, documents, message) => {
    const store = await storeWith(documents);
    await expect(upgradeStore(store, [rename])).rejects.toThrow(message);
    expect(await store.all()).toEqual(documents);
  });

  it('leaves everything as it was when a step fails or cannot be stored', async () => {
    const documents = [
      { _id: 'meta/schema', version: 1 },
      { _id: 'a', old: 'x' },
    ];
    const store = await storeWith(documents);
    const fail: Upgrade = () => {
      throw new Error('a step that fails');
    };
    await expect(upgradeStore(store, [rename, fail])).rejects.toThrow('a step that fails');
    expect(await store.all()).toEqual(documents);
  });

  it('brings instances of version 1, which had no credentials, to the newest', async () => {
    const store = await storeWith([
      { _id: 'meta/schema', version: 1 },
      { _id: 'instance/web', name: 'web', hasCredentials: false },
      { _id: 'token/t', name: 'ci' },
    ]);
    expect(await upgradeStore(store)).toEqual([
      {
        _id: 'instance/web',
        name: 'web',
        credentialsId: null,
        clusterId: null,
        placedNumber: 0,
        identity: UNPROVEN,
        marker: NO_MARKER,
      },
      { _id: 'token/t', name: 'ci' },
    ]);
  });

  it('says of changes of version 5 that none of them is in parts', async () => {
    const ofCluster = { _id: 'change/2', kind: 'cluster', number: 2 };
    const ofInstance = { _id: 'change/1', kind: 'instance', number: 1, parts: 3 };
    const store = await storeWith([{ _id: 'meta/schema', version: 5 }, ofCluster, ofInstance]);
    expect(await upgradeStore(store)).toEqual([{ ...ofCluster, parts: 0 }, ofInstance]);
  });
});
