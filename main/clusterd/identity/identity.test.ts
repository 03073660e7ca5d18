import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createFakeElektrads } from '../testing/fake-elektrads.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createMemorySecrets } from '../testing/memory-secrets.ts';
import { NONCE_KEY } from './marker.ts';
import { A, A_MINUTE, add, B, clone, markerAt, returns, stateOf, write } from './testing/identity-acts.ts';
import { until } from '#shared/testing/until.ts';

describe('adding an instance', () => {
  it('writes a marker that names the database and us', async () => {
    const test = await clusterdUnderTest();
    const { id, identity } = await add(test, A);
    expect(identity).toEqual({ state: 'proven', owner: null, other: null });
    expect(markerAt(test, A)).toEqual({
      database: expect.any(String),
      owner: { id: expect.any(String), name: 'ada@workstation' },
    });
    await write(test, id);
    expect(test.elektrads.host(A).ownKeys.size).toBe(1);
  });

  it('writes none where that is declined, and takes what cannot be written as unproven', async () => {
    const test = await clusterdUnderTest();
    const declined = await add(test, A, { marker: false });
    test.elektrads.host(B).failOwn = (request) => {
      if (request === 'set') throw new ElektraError('ELEKTRA_REJECTED');
    };
    const unwritable = await add(test, B);
    for (const { id, identity } of [declined, unwritable]) {
      expect(identity.state).toBe('unproven');
      await write(test, id);
      expect(await stateOf(test, id)).toMatchObject({ state: 'unproven' });
    }
    expect(test.elektrads.host(A).ownKeys.size + test.elektrads.host(B).ownKeys.size).toBe(0);
  });

  it('refuses the same database under another name, and takes it forced as one that shares user:', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    test.elektrads.alias(B, A);
    await expect(add(test, B)).rejects.toMatchObject({
      code: 'INSTANCE_ALREADY_EXISTS',
      data: { existing: { id }, proven: true },
    });
    expect(test.elektrads.host(A).ownKeys.has(NONCE_KEY)).toBe(false);
    const shared = await add(test, B, { force: true });
    expect(shared.identity).toEqual({ state: 'sharesUser', owner: null, other: id });
    await write(test, shared.id);
    await write(test, id);
    expect(await stateOf(test, id)).toMatchObject({ state: 'proven' });
  });

  it('gives a cloned machine a marker of its own', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    const marker = markerAt(test, A);
    clone(test, A, B);
    const cloned = await add(test, B);
    expect(cloned.identity.state).toBe('proven');
    expect(markerAt(test, A)).toEqual(marker);
    expect(markerAt(test, B)).not.toEqual(marker);
    await write(test, cloned.id);
    await write(test, id);
  });

  it('cannot tell while the known one is offline; forced it is read-only until both are online', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    clone(test, A, B);
    test.elektrads.host(A).up = false;
    await expect(add(test, B)).rejects.toMatchObject({ code: 'INSTANCE_MAY_EXIST', data: { existing: { id } } });
    const forced = await add(test, B, { force: true });
    expect(forced.identity).toEqual({ state: 'mayBe', owner: null, other: id });
    await expect(write(test, forced.id)).rejects.toMatchObject({ code: 'INSTANCE_MAY_EXIST' });
    expect(test.elektrads.host(B).keys.size).toBe(0);
    test.elektrads.host(A).up = true;
    await test.call('instances.test', { id });
    await until(async () => expect(await stateOf(test, forced.id)).toMatchObject({ state: 'proven' }));
    await write(test, forced.id);
  });

  it('stays read-only when it turns out to be the same, until a person says that it shares user:', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    test.elektrads.alias('http://alias:1', A);
    test.elektrads.host(A).failOwn = (request) => {
      if (request === 'set') throw new ElektraError('INSTANCE_TIMEOUT');
    };
    const forced = await add(test, 'http://alias:1', { force: true });
    test.elektrads.host(A).failOwn = () => undefined;
    await expect(write(test, forced.id)).rejects.toMatchObject({ code: 'INSTANCE_MAY_EXIST' });
    await test.call('instances.sayIdentity', { id: forced.id, is: 'sharesUser' });
    expect(await stateOf(test, forced.id)).toEqual({ state: 'sharesUser', owner: null, other: id });
    await write(test, forced.id);
  });

  it('is not taken for the same by the id of an elektrad alone, which is cloned with its data', async () => {
    const test = await clusterdUnderTest();
    for (const host of [A, B])
      test.elektrads.host(host).version = { ...test.elektrads.host(host).version, id: 'store' };
    const { id } = await add(test, A);
    clone(test, A, B);
    test.elektrads.alias('http://alias:1', A);
    await test.call('instances.testHost', { host: B });
    const refused = { code: 'INSTANCE_ALREADY_EXISTS', data: { existing: { id } } };
    await expect(test.call('instances.testHost', { host: 'http://alias:1' })).rejects.toMatchObject(refused);
    expect((await add(test, B)).identity.state).toBe('proven');
    await expect(add(test, 'http://alias:1')).rejects.toMatchObject(refused);
  });

  it('of two names at once keeps one', async () => {
    const test = await clusterdUnderTest();
    test.elektrads.alias(B, A);
    const [first, second] = await Promise.allSettled([add(test, A), add(test, B)]);
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('marks one that was away at first when it comes, or at the first write', async () => {
    const test = await clusterdUnderTest();
    for (const host of [A, B]) test.elektrads.host(host).up = false;
    const [first, second] = [await add(test, A), await add(test, B)];
    for (const host of [A, B]) test.elektrads.host(host).up = true;
    await test.call('instances.test', { id: first.id });
    await until(async () => expect(await stateOf(test, first.id)).toMatchObject({ state: 'proven' }));
    await write(test, second.id);
    expect(await stateOf(test, second.id)).toMatchObject({ state: 'proven' });
  });
});

describe('a marker that is not the one that was there', () => {
  it.each([
    ['missing', (test: ClusterdUnderTest) => void test.elektrads.host(A).ownKeys.clear()],
    ['another one', (test: ClusterdUnderTest) => clone(test, B, A)],
  ])('%s: nothing is written until a person says what happened', async (_what, change) => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    await add(test, B);
    await returns(test, id, A, () => change(test));
    await until(async () => expect(await stateOf(test, id)).toMatchObject({ state: 'changed' }));
    await expect(write(test, id)).rejects.toMatchObject({ code: 'IDENTITY_CHANGED', data: { id } });
    expect(test.elektrads.host(A).keys.size).toBe(0);
    const said = await test.call('instances.sayIdentity', { id, is: 'reinstalled' });
    expect(said.identity.state).toBe('proven');
    expect(markerAt(test, A)).not.toEqual(markerAt(test, B));
    await write(test, id);
  });

  it('is seen after a restart before anything is written', async () => {
    const store = createMemoryDocumentStore();
    const elektrads = createFakeElektrads();
    const { id } = await add(await clusterdUnderTest(store, elektrads), A);
    elektrads.host(A).ownKeys.clear();
    const again = await clusterdUnderTest(store, elektrads, createMemorySecrets(), { name: 'again' });
    await expect(write(again, id)).rejects.toMatchObject({ code: 'IDENTITY_CHANGED' });
  });

  it('is seen within a minute, and asked for no more often', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    let requests = 0;
    test.elektrads.host(A).failOwn = () => void (requests += 1);
    for (let each = 0; each < 5; each += 1) await write(test, id);
    expect(requests).toBe(0);
    test.clock.advance(A_MINUTE);
    for (let each = 0; each < 5; each += 1) await write(test, id);
    expect(requests).toBe(1);
    test.elektrads.host(A).ownKeys.clear();
    test.clock.advance(A_MINUTE);
    await expect(write(test, id)).rejects.toMatchObject({ code: 'IDENTITY_CHANGED' });
  });

  it('heals when the right one is there again', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    const own = [...test.elektrads.host(A).ownKeys];
    await returns(test, id, A, () => void test.elektrads.host(A).ownKeys.clear());
    await until(async () => expect(await stateOf(test, id)).toMatchObject({ state: 'changed' }));
    await returns(test, id, A, () => own.forEach(([name, key]) => test.elektrads.host(A).ownKeys.set(name, key)));
    await until(async () => expect(await stateOf(test, id)).toMatchObject({ state: 'proven' }));
  });

  it('keeps a host that an instance is moved to from being written', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    const moved = await test.call('instances.change', { id, host: B });
    expect(moved.identity.state).toBe('changed');
    await expect(write(test, id)).rejects.toMatchObject({ code: 'IDENTITY_CHANGED' });
    await test.call('instances.sayIdentity', { id, is: 'anotherHost' });
    await write(test, id);
    expect([test.elektrads.host(A).keys.size, test.elektrads.host(B).keys.size]).toEqual([0, 1]);
  });

  it('is not taken for its own by one that shared it before it was moved', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    test.elektrads.alias('http://alias:1', A);
    const sharing = await add(test, 'http://alias:1', { force: true });
    const moved = await test.call('instances.change', { id: sharing.id, host: B });
    expect(moved.identity.state).toBe('changed');
    const marker = markerAt(test, A);
    clone(test, A, B);
    await returns(test, sharing.id, B);
    await until(async () => expect(await stateOf(test, sharing.id)).toMatchObject({ state: 'proven' }));
    expect(markerAt(test, A)).toEqual(marker);
    expect(markerAt(test, B)).not.toEqual(marker);
    await write(test, id);
  });

  it('is no matter when only the name of the host has changed; that of another instance is refused', async () => {
    const test = await clusterdUnderTest();
    const { id } = await add(test, A);
    const other = await add(test, B);
    test.elektrads.alias('http://alias:1', A);
    const change = test.call('instances.change', { id: other.id, host: 'http://alias:1' });
    await expect(change).rejects.toMatchObject({ code: 'INSTANCE_ALREADY_EXISTS', data: { existing: { id } } });
    await write(test, other.id);
    const moved = await test.call('instances.change', { id, host: 'http://alias:1' });
    expect(moved.identity.state).toBe('proven');
    await write(test, id);
  });
});

describe('instances.createMany', () => {
  it('has an outcome per line, in their order, whatever becomes of the others', async () => {
    const test = await clusterdUnderTest();
    test.elektrads.host('http://down:1').up = false;
    const lines = Array.from({ length: 40 }, (_, at) => ({ name: `web-${at}`, host: `http://web-${at}:1` }));
    const bad = [
      { name: 'x' },
      { name: 'twice', host: 'http://WEB-0:1' },
      { name: 'down', host: 'http://down:1' },
      { host: 7 },
    ];
    const { outcomes } = await test.call('instances.createMany', { instances: [...lines, ...bad] });
    expect(outcomes.slice(0, 40).map(({ instance }) => instance?.name)).toEqual(lines.map(({ name }) => name));
    expect(outcomes.slice(40)).toMatchObject([
      { instance: null, error: { code: 'INVALID_INPUT', message: expect.stringContaining('host') } },
      { instance: null, error: { code: 'INSTANCE_ALREADY_EXISTS' } },
      { instance: { seen: { state: 'offline' } }, error: null },
      { instance: null, error: { code: 'INVALID_INPUT' } },
    ]);
    expect((await test.call('instances.list', {})).total).toBe(41);
  });
});
