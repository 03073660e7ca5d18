import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createFakeSealing } from '../testing/fake-sealing.ts';
import { createMemoryDocumentStore, type MemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createSilentLog } from '../testing/silent-log.ts';
import type { ChangedKey, InstanceChange } from './change-records.ts';
import type { Ending } from './instance-changes.ts';
import { openRegistry, type Registry } from './registry.ts';
import { until } from '#shared/testing/until.ts';

const opened = async (store: MemoryDocumentStore) => {
  const clock = createFakeClock();
  const log = createSilentLog();
  return { registry: await openRegistry({ store, sealing: createFakeSealing(), clock, log }), clock, log };
};

const FAILED: Ending = { outcome: 'failed', left: [], keys: null };

const ACT = { instanceId: 'i', act: 'keys.setAll', by: 'ada', note: null };

function changed(count: number, value = 'x'): ChangedKey[] {
  return Array.from({ length: count }, (_, at) => ({
    key: `user:/k${at}`,
    before: null,
    after: { value: `${value}${at}`, meta: {} },
  }));
}

async function keysOf(registry: Registry, change: InstanceChange): Promise<ChangedKey[]> {
  const keys: ChangedKey[] = [];
  for await (const piece of registry.changes.keys(change)) keys.push(...piece);
  return keys;
}

describe('the record of an act on an instance', () => {
  it('of many keys is in several documents, and they come back in their order, over a restart too', async () => {
    const store = createMemoryDocumentStore();
    const { registry } = await opened(store);
    const few = await registry.changes.begin({ ...ACT, keys: changed(3) });
    const many = await registry.changes.begin({ ...ACT, keys: changed(1800) });
    expect([few.parts, many.parts, many.keys]).toEqual([0, 4, []]);
    expect(await keysOf(registry, few)).toEqual(changed(3));
    const again = (await opened(store.reopen())).registry;
    const read = (await again.changes.read(many.number)) as InstanceChange;
    expect(await keysOf(again, read)).toEqual(changed(1800));
  });

  it('is there as a whole or not at all, wherever a crash cuts its writes off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(9), async (cut) => {
        const store = createMemoryDocumentStore();
        const copy = createMemoryDocumentStore();
        const lines: (() => Promise<void>)[] = [];
        const { put } = store;
        store.put = async (document) => {
          lines.push(() => copy.put(document));
          await put(document);
        };
        const { registry } = await opened(store);
        await registry.changes.begin({ ...ACT, keys: changed(2000) });
        for (const line of lines.slice(0, cut)) await line();
        const again = (await opened(copy)).registry;
        const documents = await copy.all();
        const isWhole = cut >= lines.length;
        expect(again.changes.open()).toHaveLength(isWhole ? 1 : 0);
        expect(documents.filter(({ _id }) => _id.includes('/part/'))).toHaveLength(isWhole ? 4 : 0);
      }),
    );
  });

  it('leaves nothing behind when a part of it cannot be stored', async () => {
    const store = createMemoryDocumentStore();
    const { registry } = await opened(store);
    const { put } = store;
    store.put = async (document) => {
      if (document._id.endsWith('/part/2')) store.failNextWrite();
      await put(document);
    };
    const begun = registry.changes.begin({ ...ACT, keys: changed(2000) });
    await expect(begun).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect((await store.all()).filter(({ _id }) => _id.startsWith('change/'))).toEqual([]);
    expect(registry.changes.open()).toEqual([]);
  });
});

describe('an outcome that nobody waits for', () => {
  it('is seen at once, and stored with the next change', async () => {
    const store = createMemoryDocumentStore();
    const { registry } = await opened(store);
    const first = await registry.changes.begin({ ...ACT, keys: changed(1) });
    registry.changes.settleSoon(first, FAILED);
    expect(registry.changes.open()).toEqual([]);
    expect(await registry.changes.read(first.number)).toMatchObject({ outcome: 'failed' });
    expect(await store.get(`change/${first.number}`)).toMatchObject({ outcome: 'open' });
    await registry.changes.begin({ ...ACT, keys: [] });
    expect(await store.get(`change/${first.number}`)).toMatchObject({ outcome: 'failed' });
  });

  it('is stored after a moment, and at the end', async () => {
    const store = createMemoryDocumentStore();
    const { registry, clock } = await opened(store);
    const first = await registry.changes.begin({ ...ACT, keys: changed(1) });
    registry.changes.settleSoon(first, FAILED);
    clock.advance(1000);
    await registry.changes.flush();
    expect(await store.get(`change/${first.number}`)).toMatchObject({ outcome: 'failed' });
    expect(clock.waiting).toBe(0);
  });

  it('that cannot be stored leaves the change open for the next start', async () => {
    const store = createMemoryDocumentStore();
    const { registry, log } = await opened(store);
    const first = await registry.changes.begin({ ...ACT, keys: changed(1) });
    registry.changes.settleSoon(first, FAILED);
    store.failNextWrite();
    await registry.changes.flush();
    expect(log.entries).toMatchObject([{ level: 'error' }]);
    expect((await opened(store.reopen())).registry.changes.open()).toHaveLength(1);
  });

  it('is told by the next act on that instance when all went well, over a restart too', async () => {
    const store = createMemoryDocumentStore();
    const { registry, clock } = await opened(store);
    const first = await registry.changes.begin({ ...ACT, keys: changed(1) });
    registry.changes.settleSoon(first, { outcome: 'done', left: [], keys: null });
    const second = await registry.changes.begin({ ...ACT, keys: changed(1) });
    clock.advance(1000);
    await registry.changes.flush();
    expect(await store.get(`change/${first.number}`)).toMatchObject({ outcome: 'open' });
    for (const each of [registry, (await opened(store.reopen())).registry]) {
      expect(await each.changes.read(first.number)).toMatchObject({ outcome: 'done' });
      expect(each.changes.open()).toMatchObject([{ number: second.number }]);
    }
  });

  it('is not told by acts on other instances, nor made good by later ones', async () => {
    const store = createMemoryDocumentStore();
    const { registry } = await opened(store);
    const first = await registry.changes.begin({ ...ACT, keys: changed(1) });
    await registry.changes.begin({ ...ACT, instanceId: 'j', keys: changed(1) });
    const second = await registry.changes.begin({ ...ACT, instanceId: 'k', keys: changed(1) });
    registry.changes.settleSoon(second, { outcome: 'unsettled', left: [], keys: null });
    const third = await registry.changes.begin({ ...ACT, instanceId: 'k', keys: changed(1) });
    const again = (await opened(store.reopen())).registry;
    expect(again.changes.open().map(({ number }) => number)).toEqual([first.number, 2, second.number, third.number]);
  });
});

describe('what is kept of changes', () => {
  it('is bounded by its size: the oldest go with all their parts, but never what is open, nor the newest', async () => {
    const store = createMemoryDocumentStore();
    const { registry } = await opened(store);
    const large = 'v'.repeat(1024 * 1024);
    const begin = () => registry.changes.begin({ ...ACT, keys: changed(10, large) });
    const open = await begin();
    const old = await begin();
    await registry.changes.settle({ ...old, outcome: 'done' });
    for (let count = 0; count < 3; count += 1) {
      await registry.changes.settle({ ...(await begin()), outcome: 'done' });
    }
    expect([...registry.changes.kept()].map(({ number }) => number)).toEqual([open.number, 4, 5]);
    const stored = async () => {
      const ids = (await store.all()).map(({ _id }) => _id).filter((id) => id.startsWith('change/'));
      return new Set(ids.map((id) => Number(id.split('/')[1])));
    };
    await until(async () => expect(await stored()).toEqual(new Set([open.number, 4, 5])));
  });

  it.each([3, 1200])('of a secret value is nothing once the outcome is known (%i keys)', async (count) => {
    const store = createMemoryDocumentStore();
    const { registry } = await opened(store);
    const sealed = { value: 'SEALED', meta: { 'crypto/encrypt': '1' }, secret: 'sealed' as const };
    const keys = changed(count).map((key, at) => (at % 2 === 0 ? key : { ...key, before: sealed, after: null }));
    const begun = await registry.changes.begin({ ...ACT, keys });
    expect(await keysOf(registry, begun)).toEqual(keys);
    await registry.changes.settle({ ...begun, outcome: 'failed' });
    const read = (await registry.changes.read(begun.number)) as InstanceChange;
    const dropped = { ...sealed, value: null, secret: 'dropped' };
    expect(await keysOf(registry, read)).toEqual(
      keys.map((key) => (key.before === null ? key : { ...key, before: dropped })),
    );
    expect(JSON.stringify(await store.all())).not.toContain('SEALED');
  });
});
