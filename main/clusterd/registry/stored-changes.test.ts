import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import type { ClusterChange } from './change-records.ts';
import { NO_EFFECTS } from './cluster-records.ts';
import { changesIn, formParts, readChange, removeChange, storeClusterChange } from './stored-changes.ts';

const setting = fc.record({ key: fc.nat(9999), size: fc.constantFrom(0, 10, 30_000) }).map(({ key, size }) => ({
  ...{ clusterId: 'c', key: `user:/${key}`, value: 'v'.repeat(size), meta: {} },
  ...{ number: 7, at: 0, by: 'ada' },
}));
const place = fc.nat(9999).map((at) => ({ instanceId: `i${at}`, clusterId: 'c', number: 7 }));
const gone = fc.nat(9999).map((at) => ({ clusterId: 'c', key: `user:/gone/${at}` }));

/** Lists of many lengths, by repeating what few there are. */
const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc
    .tuple(fc.array(one, { maxLength: 6 }), fc.constantFrom(1, 1, 90, 200))
    .map(([some, times]) => Array.from({ length: times }, () => some).flat());

const change: fc.Arbitrary<ClusterChange> = fc
  .record({ settings: many(setting), before: many(setting), places: many(place), gone: many(gone) })
  .map(({ settings, before, places, gone: goneSettings }) => ({
    ...{ kind: 'cluster', number: 7, at: 0, by: 'ada', act: 'plans.apply', note: null, clusterId: 'c', parts: 0 },
    effects: { ...NO_EFFECTS, settings, places, goneSettings, goneClusters: ['x'] },
    before: { clusters: [], settings: before, places },
  }));

describe('a stored change of clusters', () => {
  it('is read back as it was, in one document or in many, none of them large, and goes without a trace', async () => {
    let inParts = 0;
    await fc.assert(
      fc.asyncProperty(change, async (stored) => {
        const store = createMemoryDocumentStore();
        const { parts } = await storeClusterChange(store, stored, (each) => each);
        if (parts > 0) inParts += 1;
        const documents = await store.all();
        expect(documents).toHaveLength(parts + 1);
        for (const document of documents) expect(JSON.stringify(document).length).toBeLessThan(300_000);
        expect(await readChange(store, 7)).toEqual({ ...stored, parts });
        expect(changesIn(documents)).toEqual([{ ...stored, parts }]);
        await removeChange(store, { number: 7, parts });
        expect(await store.all()).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(inParts).toBeGreaterThan(5);
  });

  it('leaves nothing behind when one of its writes fails', async () => {
    await fc.assert(
      fc.asyncProperty(change, fc.nat(5), async (stored, failing) => {
        const store = createMemoryDocumentStore();
        const { put } = store;
        let puts = 0;
        store.put = (document) => {
          if (puts === failing) store.failNextWrite();
          puts += 1;
          return put(document);
        };
        const outcome = await storeClusterChange(store, stored, (each) => each).catch((error: unknown) => error);
        if (puts <= failing) {
          expect(outcome).toMatchObject({ number: 7 });
          return;
        }
        expect(outcome).toMatchObject({ code: 'STORAGE_FAILED' });
        expect(await store.all()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('has its settings in the form they were given, and in another one later', async () => {
    await fc.assert(
      fc.asyncProperty(change, async (stored) => {
        const store = createMemoryDocumentStore();
        const sealed = await storeClusterChange(store, stored, (each) => ({ ...each, value: '#', secret: 'sealed' }));
        expect(JSON.stringify(await store.all())).not.toContain('vv');
        if (sealed.parts === 0) return;
        await formParts(store, sealed, (each) => ({ ...each, value: null, secret: 'dropped' }));
        const read = (await readChange(store, 7)) as ClusterChange;
        const expected = (each: object) => ({ ...each, value: null, secret: 'dropped' });
        expect(read.effects.settings).toEqual(stored.effects.settings.map(expected));
        expect(read.before.settings).toEqual(stored.before.settings.map(expected));
        expect(read.effects.places).toEqual(stored.effects.places);
      }),
      { numRuns: 40 },
    );
  });

  it('is refused when a part of it is missing', async () => {
    const store = createMemoryDocumentStore();
    const [many7] = fc.sample(
      change.filter(({ effects }) => effects.places.length > 600),
      1,
    );
    if (many7 === undefined) throw new Error('no sample');
    await storeClusterChange(store, many7, (each) => each);
    await store.remove('change/7/part/1');
    const documents = await store.all();
    const told = /change\/7\/part\/1 of the registry is damaged \(it is missing\)/;
    await expect(readChange(store, 7)).rejects.toThrow(told);
    expect(() => changesIn(documents)).toThrow(told);
  });
});
