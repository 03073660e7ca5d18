import { describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { NOTHING_TO_DELIVER } from '#shared/model/instance.ts';
import { openCollection } from '../registry/collection.ts';
import { InstanceRecord } from '../registry/records.ts';
import { clusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { HOST, withInstance } from '../testing/with-instance.ts';
import { tellInstances } from './tell-instances.ts';
import { until } from '#shared/testing/until.ts';

/** A round of the watch, in milliseconds. */
const ROUND_MS = 30_000;

describe('what clusterd tells of instances', () => {
  it('is each that is added, changed or removed', async () => {
    const { call, told } = await clusterdUnderTest();
    const instance = await call('instances.create', { name: 'web', host: HOST });
    const { id } = instance;
    expect(told()).toEqual([{ name: 'instance.changed', data: { id, instance } }]);
    const changed = await call('instances.change', { id, tags: ['prod'] });
    expect(told()).toEqual([{ name: 'instance.changed', data: { id, instance: changed } }]);
    await call('instances.remove', { id });
    expect(told()).toEqual([{ name: 'instance.removed', data: { id } }]);
  });

  it('is another state, and not another latency', async () => {
    const { call, told, clock, clusterd, elektrads } = await clusterdUnderTest();
    const { id } = await call('instances.create', { name: 'web', host: HOST });
    told();
    clusterd.watch();
    const seen = async () => (await call('instances.get', { id })).seen;
    for (let round = 0; round < 3; round += 1) {
      clock.advance(ROUND_MS);
      await until(async () => expect((await seen()).latencyMs).not.toBeNull());
    }
    expect(told()).toEqual([]);
    elektrads.host(HOST).up = false;
    clock.advance(ROUND_MS);
    await until(async () => expect((await seen()).state).toBe('offline'));
    clock.advance(ROUND_MS);
    expect(told()).toMatchObject([{ name: 'instance.changed', data: { instance: { seen: { state: 'offline' } } } }]);
    await clusterd.close();
  });

  it('is another pace, against the one that was told last', async () => {
    const store = createMemoryDocumentStore();
    const { call } = await clusterdUnderTest(store);
    const { id } = await call('instances.create', { name: 'web', host: HOST });
    const instances = openCollection('instance', InstanceRecord, store, await store.all());
    const told: (number | null)[] = [];
    tellInstances(instances, () => NOTHING_TO_DELIVER, {
      emit: () => undefined,
      emitLater(_name, _of, read) {
        const data = read();
        if (data !== null && 'instance' in data) told.push(data.instance.seen.latencyMs);
      },
    });
    const record = instances.get(id);
    if (record === undefined) throw new Error('It was stored.');
    for (const latencyMs of [10, 15, 18, 30, 55, 60, 100, 110, 115, 50, 10, 1]) {
      instances.refresh(id, { ...record, seen: { ...record.seen, latencyMs } });
    }
    expect(told).toEqual([30, 100, 10]);
  });

  it('is nothing of those that were there at the start', async () => {
    const { told } = await clusterdUnderTest();
    expect(told()).toEqual([]);
  });
});

describe('what clusterd tells of keys', () => {
  it('is every act that wrote, by canonical names', async () => {
    const { call, told, id } = await withInstance({ 'user:/old': 'x' });
    told();
    await call('keys.set', { id, key: 'user:/a//#10', value: '1' });
    await call('keys.setMeta', { id, name: 'user:/old', key: 'comment', value: 'c' });
    await call('keys.setAll', { id, key: 'user:/many', configurations: [{ key: 'b', value: '1' }] });
    await call('keys.copy', { id, key: 'user:/old', target: 'user:/copy' });
    await call('keys.move', { id, key: 'user:/old', target: 'user:/new' });
    await call('keys.removeMany', { id, keys: ['user:/copy', 'user:/new'] });
    const keys = (...names: string[]) => ({ name: 'keys.changed', data: { instanceId: id, keys: names } });
    expect(told()).toEqual([
      keys('user:/a/#_10'),
      keys('user:/old'),
      keys('user:/many/b'),
      keys('user:/copy'),
      keys('user:/old', 'user:/new'),
      keys('user:/copy', 'user:/new'),
    ]);
  });

  it('counts many keys instead of naming them', async () => {
    const { call, told, id } = await withInstance();
    told();
    const configurations = Array.from({ length: 101 }, (_, index) => ({ key: `k${index}`, value: '1' }));
    await call('keys.setAll', { id, key: 'user:/many', configurations });
    expect(told()).toEqual([{ name: 'keys.changed', data: { instanceId: id, keys: null } }]);
  });

  it('is nothing of what was refused, and also of what broke off or was put back', async () => {
    const { call, told, id, elektrads } = await withInstance({ 'user:/a': 'x', 'user:/b': 'y' });
    told();
    const set = call('keys.set', { id, key: 'user:/a', value: '1', mustBeNew: true });
    await expect(set).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
    await expect(call('keys.remove', { id, key: 'proc:/a' })).rejects.toBeInstanceOf(ElektraError);
    expect(told()).toEqual([]);
    const abort = new AbortController();
    elektrads.host(HOST).fail = (request) => request.startsWith('set') && abort.abort();
    const configurations = [1, 2, 3].map((index) => ({ key: `k${index}`, value: '1' }));
    const act = call('keys.setAll', { id, key: 'user:/many', configurations }, { signal: abort.signal });
    await expect(act).rejects.toBeInstanceOf(CancelledError);
    expect(told()).toMatchObject([{ name: 'keys.changed', data: { instanceId: id } }]);
  });
});
