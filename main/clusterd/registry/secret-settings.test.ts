import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterEdit } from '#shared/clusterd/edits.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { Document } from '../ports.ts';
import type { Sealing } from '../ports/sealing.ts';
import { effectsOfEdits } from '../settings/edits.ts';
import { openFleet } from '../settings/testing/open-fleet.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createFakeSealing } from '../testing/fake-sealing.ts';
import { createMemoryDocumentStore, type MemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createSilentLog } from '../testing/silent-log.ts';
import type { DeliveryRecord } from './cluster-records.ts';
import { openRegistry, type Registry } from './registry.ts';

const SECRET = { 'crypto/encrypt': '1' };
const TEXT = 'hunter2';

const reopen = (store: MemoryDocumentStore, sealing: Sealing = createFakeSealing()) =>
  openRegistry({ store: store.reopen(), sealing, clock: createFakeClock(), log: createSilentLog() });

const change = (registry: Registry, clusterId: string, edits: readonly unknown[]) =>
  registry.changes.commit({
    act: 'plans.apply',
    clusterId,
    by: 'ada',
    note: null,
    effects: (stamp) =>
      effectsOfEdits(
        registry.clusters,
        clusterId,
        edits.map((edit) => ClusterEdit.parse(edit)),
        stamp,
        true,
      ),
  });

const set = (key: string, value: string | null, meta: Metadata = {}) => ({ kind: 'set', key, value, meta });

const settingsOf = ({ clusters }: Registry) =>
  [...clusters.clusterIds()]
    .sort()
    .flatMap((id) => [...clusters.settings(id).values()].sort((a, b) => (a.key < b.key ? -1 : 1)));

/** Keeps the text of all that is ever stored. */
function recording() {
  const store = createMemoryDocumentStore();
  const texts: string[] = [];
  const { put } = store;
  store.put = (document: Document) => {
    texts.push(JSON.stringify(document));
    return put(document);
  };
  return { store, texts };
}

const fleet = (store: MemoryDocumentStore) =>
  openFleet({ clusters: { top: null, web: 'top', other: null }, instances: { i: 'web' } }, store);

describe('values of secret keys that clusters set', () => {
  const cluster = fc.constantFrom('top', 'web', 'other');
  const own = fc.constantFrom('system:/own', 'system:/own/below', 'user:/own');
  const specified = fc.constantFrom('system:/specified', 'user:/each/1/password', 'dir:/specified');
  const value = fc.nat(99).map((nat) => `${TEXT} ${nat}`);
  const edit = fc.oneof(
    fc.record({ key: own, value }).map((each) => set(each.key, each.value, SECRET)),
    fc.record({ key: specified, value }).map((each) => set(each.key, each.value)),
    fc.record({ kind: fc.constant('move'), key: own, target: own }),
    fc.record({ kind: fc.constant('copy'), key: own, target: own }),
    fc.record({ kind: fc.constant('shift'), key: own, to: cluster }),
    fc.record({ kind: fc.constant('remove'), key: fc.oneof(own, specified), keep: fc.boolean() }),
    fc.record({ key: fc.constant('system:/open'), value: fc.constant('open') }).map((e) => set(e.key, e.value)),
  );
  const acts = fc.array(fc.record({ cluster, edits: fc.array(edit, { minLength: 1, maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 8,
  });

  it('are never stored as they are, and are there again after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(acts, fc.boolean(), async (all, isTogether) => {
        const { store, texts } = recording();
        const registry = await fleet(store);
        const specs = [set('spec:/specified', null, SECRET), set('spec:/each/_/password', '', SECRET)];
        if (!isTogether) await change(registry, 'other', specs);
        for (const [at, each] of all.entries()) {
          const edits = isTogether && at === 0 ? [...each.edits, ...specs] : each.edits;
          await change(registry, each.cluster, edits).catch((error: unknown) =>
            expect(isElektraError(error)).toBe(true),
          );
          if (isTogether && at === 0 && !registry.secrets.has('system:/specified')) return;
        }
        await registry.changes.flush();
        const again = await reopen(store);
        expect(settingsOf(again)).toEqual(settingsOf(registry));
        expect(texts.filter((text) => text.includes(TEXT))).toEqual([]);
        const changes = (await store.all()).filter(({ _id }) => _id.startsWith('change/'));
        expect(changes.filter((each) => JSON.stringify(each).includes('sealed'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('are there again, whichever of the writes a crash has cut off', async () => {
    const { store, texts } = recording();
    const registry = await fleet(store);
    await change(registry, 'web', [set('system:/a', TEXT, SECRET)]);
    await change(registry, 'top', [set('system:/a', `${TEXT}!`), set('spec:/a', null, SECRET)]);
    await registry.changes.flush();
    const promised = texts.findIndex((text) => text.includes('"spec:/a"'));
    for (let cut = promised + 1; cut <= texts.length; cut += 1) {
      const documents = texts.slice(0, cut).map((text) => JSON.parse(text) as Document);
      const copy = createMemoryDocumentStore(new Map(), documents);
      const again = await reopen(copy);
      expect(again.clusters.settings('top').get('system:/a')?.value).toBe(`${TEXT}!`);
      await again.changes.flush();
      expect(JSON.stringify(await copy.all())).not.toContain(TEXT);
    }
  });

  it.each([
    ['its own metadata', [set('system:/a', null, SECRET)]],
    ['what is specified', [set('spec:/a', null, SECRET)]],
  ])('are sealed from the moment on that %s calls the key secret, in older changes too', async (_what, edits) => {
    const store = createMemoryDocumentStore();
    const registry = await fleet(store);
    await change(registry, 'web', [set('system:/a', TEXT), set('system:/b', 'open')]);
    const delivery: DeliveryRecord = { confirmed: 1, compare: null, readBack: {}, rejected: {} };
    await registry.deliveries.put('i', { ...delivery, readBack: { 'system:/a': { value: `${TEXT}.`, meta: {} } } });
    await registry.changes.flush();
    expect(JSON.stringify(await store.all())).toContain(TEXT);
    await change(registry, 'web', edits);
    await registry.changes.flush();
    const stored = JSON.stringify(await store.all());
    expect(stored).not.toContain(TEXT);
    expect(stored).toContain('open');
    const again = await reopen(store);
    expect(again.clusters.settings('web').get('system:/a')?.value).toBe(TEXT);
    expect(again.deliveries.get('i')?.readBack['system:/a']?.value).toBe(`${TEXT}.`);
  });

  it('of an older registry are sealed at the next start', async () => {
    const store = createMemoryDocumentStore();
    const registry = await fleet(store);
    await change(registry, 'web', [set('system:/a', 'as it was', SECRET)]);
    await registry.changes.flush();
    const [setting] = (await store.all()).filter(({ _id }) => _id.startsWith('setting/'));
    await store.put({ ...registry.clusters.settings('web').get('system:/a'), _id: setting?._id ?? '' });
    expect(JSON.stringify(await store.all())).toContain('as it was');
    await reopen(store);
    expect(JSON.stringify(await store.all())).not.toContain('as it was');
  });

  it('are not set when the store of secrets gives no key', async () => {
    const { store, texts } = recording();
    await fleet(store);
    const silent: Sealing = {
      ready: () => Promise.reject(new ElektraError('STORAGE_FAILED', undefined, { data: { reason: 'Silent.' } })),
    };
    const registry = await reopen(store, silent);
    await expect(change(registry, 'web', [set('system:/a', TEXT, SECRET)])).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
    expect(settingsOf(registry)).toEqual([]);
    expect((await change(registry, 'web', [set('system:/b', 'open')]))?.number).toBe(registry.changes.last());
    expect(texts.join('')).not.toContain(TEXT);
  });

  it('that cannot be opened any more refuse the start, and nothing is lost', async () => {
    const store = createMemoryDocumentStore();
    const registry = await fleet(store);
    await change(registry, 'web', [set('system:/a', TEXT, SECRET)]);
    await registry.changes.flush();
    const before = await store.all();
    const other: Sealing = { ready: async () => ({ seal: (text) => text, unseal: () => null }) };
    await expect(reopen(store, other)).rejects.toThrow(/store of secrets/);
    expect(await store.all()).toEqual(before);
  });
});
