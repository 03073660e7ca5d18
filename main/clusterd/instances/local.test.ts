import { describe, expect, it } from 'vitest';
import { OUR_CAPABILITIES } from '#shared/elektrad/contract.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { clusterdUnderTest } from '../testing/clusterd-under-test.ts';

describe('registerLocal', () => {
  it('registers on the first start only: an instance that a person removed stays removed', async () => {
    const { clusterd, call } = await clusterdUnderTest();
    await clusterd.registerLocal({ host: 'http://localhost:33333', ownStore: true });
    expect((await call('instances.list', {})).items).toMatchObject([{ id: 'local', name: 'local' }]);
    await call('instances.remove', { id: 'local' });
    await clusterd.registerLocal({ host: 'http://localhost:33333', ownStore: true });
    expect((await call('instances.list', {})).items).toEqual([]);
  });

  it('does not add a host twice that a person added before', async () => {
    const { clusterd, call } = await clusterdUnderTest();
    const { id } = await call('instances.create', { name: 'mine', host: 'http://127.0.0.1:33333' });
    await clusterd.registerLocal({ host: 'http://localhost:33333', ownStore: true });
    expect((await call('instances.list', {})).items.map((item) => item.id)).toEqual([id]);
  });

  it('follows our own store to another port, and no other one', async () => {
    const store = createMemoryDocumentStore();
    const first = await clusterdUnderTest(store);
    const host = first.elektrads.host('http://localhost:1');
    host.version = { ...host.version, id: 'ours', capabilities: [...OUR_CAPABILITIES] };
    await first.clusterd.registerLocal({ host: 'http://localhost:1', ownStore: true });
    await first.call('instances.test', { id: 'local' });
    await first.clusterd.registerLocal({ host: 'http://localhost:2', ownStore: false });
    expect((await first.call('instances.list', {})).items).toMatchObject([
      { host: 'http://localhost:1', ownStore: true },
    ]);

    const again = await clusterdUnderTest(store);
    await again.clusterd.registerLocal({ host: 'http://localhost:3', ownStore: true });
    expect((await again.call('instances.list', {})).items).toMatchObject([{ id: 'local', host: 'http://localhost:3' }]);
  });

  it('follows it again before it was ever reached, but never an instance that a person has moved', async () => {
    const { clusterd, call } = await clusterdUnderTest();
    const local = async () => (await call('instances.list', {})).items.map(({ id, host }) => [id, host]);
    for (const port of [1, 2, 3]) {
      await clusterd.registerLocal({ host: `http://localhost:${port}`, ownStore: true });
      expect(await local()).toEqual([['local', `http://localhost:${port}`]]);
    }
    await call('instances.change', { id: 'local', host: 'http://elsewhere:1' });
    await clusterd.registerLocal({ host: 'http://localhost:4', ownStore: true });
    expect(await local()).toEqual([['local', 'http://elsewhere:1']]);
  });
});
