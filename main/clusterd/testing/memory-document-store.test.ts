import { describe, expect, it } from 'vitest';
import { describeDocumentStore } from './document-store-conformance.ts';
import { createMemoryDocumentStore } from './memory-document-store.ts';

describeDocumentStore('memory', async () => {
  const store = createMemoryDocumentStore();
  return { store, reopen: async () => store.reopen(), discard: async () => undefined };
});

describe('the memory store', () => {
  it('fails exactly the next write when told to, and keeps what it held', async () => {
    const store = createMemoryDocumentStore();
    await store.put({ _id: 'x/1' });
    store.failNextWrite();
    await expect(store.put({ _id: 'x/2' })).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await store.all()).toEqual([{ _id: 'x/1' }]);
    await store.put({ _id: 'x/2' });
    expect(await store.all()).toEqual([{ _id: 'x/1' }, { _id: 'x/2' }]);
  });
});
