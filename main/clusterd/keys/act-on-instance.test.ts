import { describe, expect, it } from 'vitest';
import { InstanceChange } from '../registry/change-records.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { HOST } from '../testing/with-instance.ts';
import { until } from '#shared/testing/until.ts';

const id = 'i';

const ACTS: Readonly<Record<string, (call: ClusterdUnderTest['call']) => Promise<unknown>>> = {
  'keys.set': (call) => call('keys.set', { id, key: 'user:/a', value: 'new' }),
  'keys.remove': (call) => call('keys.remove', { id, key: 'user:/a' }),
  'keys.removeMany': (call) => call('keys.removeMany', { id, keys: ['user:/a/b', 'user:/c'] }),
  'keys.setMeta': (call) => call('keys.setMeta', { id, name: 'user:/a', key: 'order', value: '1' }),
  'keys.removeMeta': (call) => call('keys.removeMeta', { id, name: 'user:/a', key: 'comment' }),
  'keys.setMetaMany': (call) => call('keys.setMetaMany', { id, name: 'user:/a', meta: [{ key: 'order', value: '1' }] }),
  'keys.move': (call) => call('keys.move', { id, key: 'user:/a', target: 'user:/moved' }),
  'keys.copy': (call) => call('keys.copy', { id, key: 'user:/a', target: 'user:/copy' }),
  'keys.setAll': (call) =>
    call('keys.setAll', {
      id,
      key: 'user:/c',
      configurations: Array.from({ length: 1200 }, (_, at) => ({ key: `k${at}`, value: 'x' })),
    }),
};

async function started() {
  const store = createMemoryDocumentStore();
  const test = await clusterdUnderTest(store);
  await test.call('instances.create', { id, name: 'a', host: HOST });
  const host = test.elektrads.host(HOST);
  host.keys.set('user:/a', { value: '1', meta: { comment: 'c' } });
  host.keys.set('user:/a/b', { value: '2', meta: {} });
  host.keys.set('user:/c', { value: '3', meta: {} });
  const changes = async () => {
    await test.clusterd.close();
    const documents = (await store.all()).filter(({ _id }) => /^change\/\d+$/.test(_id));
    return documents.map(({ _id, ...fields }) => InstanceChange.parse(fields));
  };
  return { ...test, store, host, changes };
}

describe.each(Object.entries(ACTS))('%s', (name, act) => {
  it('sends nothing that writes before its record is durable', async () => {
    const { call, store, host } = await started();
    const held: (() => void)[] = [];
    let isDurable = false;
    const { put } = store;
    store.put = async (document) => {
      if (!document._id.startsWith('change/')) return put(document);
      await new Promise<void>((resolve) => held.push(resolve));
      await put(document);
      isDurable ||= /^change\/\d+$/.test(document._id);
    };
    const early: string[] = [];
    let writes = 0;
    host.fail = (request) => {
      if (request === 'read') return;
      writes += 1;
      if (!isDurable) early.push(request);
    };
    const acting = act(call);
    while (!isDurable) {
      await until(() => expect(held.length).toBeGreaterThan(0));
      expect(writes).toBe(0);
      held.shift()?.();
      await until(() => expect(isDurable || held.length > 0).toBe(true));
    }
    await acting;
    expect(early).toEqual([]);
    expect(writes).toBeGreaterThan(0);
  });

  it('writes nothing when its record cannot be stored', async () => {
    const { call, store, host } = await started();
    const { put } = store;
    store.put = async (document) => {
      if (document._id.startsWith('change/')) store.failNextWrite();
      await put(document);
    };
    const before = JSON.stringify([...host.keys]);
    await expect(act(call)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(JSON.stringify([...host.keys])).toBe(before);
  });

  it('is recorded with who did it and what came of it', async () => {
    const { call, changes } = await started();
    await act(call);
    const all = await changes();
    expect(all).toMatchObject([{ act: name, by: 'ada@workstation', instanceId: id, outcome: 'done', left: [] }]);
  });
});

describe('the record of an act', () => {
  it('says of each key what was there before and what is after, in the form that was read back', async () => {
    const { call, changes } = await started();
    await call('keys.set', { id, key: 'user:/a', value: 'new' });
    await call('keys.move', { id, key: 'user:/c', target: 'user:/d' });
    const [set, move] = await changes();
    const meta = { comment: 'c' };
    expect(set?.keys).toEqual([{ key: 'user:/a', before: { value: '1', meta }, after: { value: 'new', meta } }]);
    const moved = { value: '3', meta: {} };
    expect(move?.keys).toEqual([
      { key: 'user:/d', before: null, after: moved },
      { key: 'user:/c', before: moved, after: null },
    ]);
  });

  it('is none of an act that has nothing to change', async () => {
    const { call, host, changes, told } = await started();
    const before = JSON.stringify([...host.keys]);
    told();
    expect(await call('keys.set', { id, key: 'user:/a', value: '1' })).toMatchObject({ created: false, value: '1' });
    await call('keys.setMeta', { id, name: 'user:/a', key: 'comment', value: 'c' });
    await call('keys.remove', { id, key: 'user:/none' });
    expect(told()).toEqual([]);
    expect(await changes()).toEqual([]);
    expect(JSON.stringify([...host.keys])).toBe(before);
  });
});

describe('the value of a secret key', () => {
  const meta = { 'crypto/encrypt': '1' };

  it('is never readable in what is stored, and kept no longer than the outcome is open', async () => {
    const { call, store, host, changes } = await started();
    host.keys.set('user:/secret', { value: 'correct horse', meta });
    const seen: string[] = [];
    const { put } = store;
    store.put = async (document) => {
      seen.push(JSON.stringify(document));
      await put(document);
    };
    await call('keys.set', { id, key: 'user:/secret', value: 'battery staple' });
    await call('keys.move', { id, key: 'user:/secret', target: 'user:/moved' });
    const open = seen.filter((text) => text.includes('"open"'));
    expect(open).toHaveLength(2);
    expect(open.every((text) => text.includes('sealed '))).toBe(true);
    const [set, move] = await changes();
    expect(seen.join()).not.toMatch(/correct horse|battery staple/);
    const dropped = { value: null, meta, secret: 'dropped' };
    expect(set?.keys).toEqual([{ key: 'user:/secret', before: dropped, after: dropped }]);
    expect(move?.keys.map(({ before, after }) => before ?? after)).toEqual([dropped, dropped]);
    expect(host.keys.get('user:/moved')).toEqual({ value: 'battery staple', meta });
  });
});
