import { beforeEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';

const HOST = 'http://one:33333';
let store: ReturnType<typeof createMemoryDocumentStore>;
let test: ClusterdUnderTest;
beforeEach(async () => {
  store = createMemoryDocumentStore();
  test = await clusterdUnderTest(store);
});

const opensOn = async ({ call }: ClusterdUnderTest) =>
  (await call('session.get', {}, { caller: { id: 'a', name: 'ada', role: 'viewer' } })).opensOn;

describe('openOn', () => {
  it('adds the instance "my", and the interface opens on it', async () => {
    expect(await opensOn(test)).toBeNull();
    await test.clusterd.openOn({ host: HOST, visibility: 'advanced' });
    expect(await test.call('instances.get', { id: 'my' })).toMatchObject({
      name: 'my',
      host: HOST,
      visibility: 'advanced',
    });
    expect(await opensOn(test)).toBe('my');
  });

  it('adds one that does not answer, and one that is no elektrad: the interface says so', async () => {
    const host = test.elektrads.host(HOST);
    host.fail = () => {
      throw new ElektraError('INSTANCE_PROTOCOL', 'no elektrad', { data: { host: HOST, reason: 'no elektrad' } });
    };
    await test.clusterd.openOn({ host: HOST, visibility: null });
    expect(await test.call('instances.get', { id: 'my' })).toMatchObject({ host: HOST, visibility: 'user' });
    test.elektrads.host('http://two:33333').up = false;
    await test.clusterd.openOn({ host: 'http://two:33333', visibility: null });
    expect(await test.call('instances.get', { id: 'my' })).toMatchObject({ seen: { state: 'offline' } });
  });

  it('keeps what a person changed at the next start, moves to another host, and sets the level that is named', async () => {
    await test.clusterd.openOn({ host: HOST, visibility: null });
    await test.call('instances.change', { id: 'my', name: 'the router', visibility: 'important' });
    const again = await clusterdUnderTest(store);
    expect(await opensOn(again)).toBeNull();
    await again.clusterd.openOn({ host: HOST, visibility: null });
    expect(await again.call('instances.list', {})).toMatchObject({
      items: [{ id: 'my', name: 'the router', visibility: 'important', host: HOST }],
      total: 1,
    });
    await again.clusterd.openOn({ host: 'http://two:33333', visibility: 'internal' });
    expect(await again.call('instances.get', { id: 'my' })).toMatchObject({
      name: 'the router',
      visibility: 'internal',
      host: 'http://two:33333',
    });
    expect(await opensOn(again)).toBe('my');
  });

  it('opens on the instance that has the host already: one database is one instance', async () => {
    const { id } = await test.call('instances.create', { name: 'web', host: HOST });
    await test.clusterd.openOn({ host: 'http://one:33333/', visibility: 'developer' });
    expect((await test.call('instances.list', {})).items).toMatchObject([{ id, name: 'web', visibility: 'developer' }]);
    expect(await opensOn(test)).toBe(id);
  });

  it('opens on the fleet again when a person removed the instance', async () => {
    await test.clusterd.openOn({ host: HOST, visibility: null });
    await test.call('instances.remove', { id: 'my' });
    expect(await opensOn(test)).toBeNull();
  });
});
