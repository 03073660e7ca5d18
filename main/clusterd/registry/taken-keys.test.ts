import { describe, expect, it } from 'vitest';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createSilentLog } from '../testing/silent-log.ts';
import { openTakenKeys } from './taken-keys.ts';

async function takenKeys(documents = new Map<string, string>()) {
  const store = createMemoryDocumentStore(documents);
  return { documents, taken: openTakenKeys(store, await store.all(), createSilentLog()) };
}

const was = (key: string, number: number, value: string) => ({ key, number, before: { value, meta: {} } });

describe('what clusters have taken of an instance', () => {
  it('is kept in one record for all changes of a delivery, and read by change, also after a restart', async () => {
    const { documents, taken } = await takenKeys();
    await taken.keeper('a')([was('user:/x', 3, '1'), was('user:/y', 5, '2'), was('user:/z', 5, '3')]);
    await taken.keeper('a')([was('user:/x', 7, '4')]);
    expect(documents.size).toBe(2);
    for (const { read } of [taken, (await takenKeys(documents)).taken]) {
      expect((await read('a', 5)).map(({ key }) => key)).toEqual(['user:/y', 'user:/z']);
      expect(await read('a', 3)).toEqual([{ key: 'user:/x', before: { value: '1', meta: {} } }]);
      expect(await read('a', 7)).toEqual([{ key: 'user:/x', before: { value: '4', meta: {} } }]);
      expect([await read('a', 4), await read('b', 5)]).toEqual([[], []]);
    }
  });

  it('stays what it was before a delivery that did not come to its end, whatever the next one brings besides', async () => {
    const { taken } = await takenKeys();
    await taken.keeper('a')([was('user:/x', 3, 'own')]);
    await taken.keeper('a')([was('user:/x', 3, 'ours'), was('user:/y', 4, 'own')]);
    expect(await taken.read('a', 3)).toMatchObject([{ before: { value: 'own' } }]);
    expect(await taken.read('a', 4)).toMatchObject([{ key: 'user:/y', before: { value: 'own' } }]);
  });

  it('is written once, in as many documents as it came in, over a restart in between too', async () => {
    const { documents, taken } = await takenKeys();
    const first = taken.keeper('a');
    await first([was('user:/1', 3, 'own'), was('user:/2', 3, 'own')]);
    await first([was('user:/3', 3, 'own')]);
    await first([was('user:/1', 3, 'ours'), was('user:/4', 3, 'own')]);
    const again = (await takenKeys(documents)).taken;
    const second = again.keeper('a');
    await second([was('user:/4', 3, 'ours'), was('user:/5', 3, 'own')]);
    await second([was('user:/5', 3, 'ours')]);
    const keys = await again.read('a', 3);
    expect(keys.map(({ key }) => key).sort()).toEqual(['user:/1', 'user:/2', 'user:/3', 'user:/4', 'user:/5']);
    expect(new Set(keys.map(({ before }) => before?.value))).toEqual(new Set(['own']));
    const lengths = [...documents.values()].map((text) => (JSON.parse(text) as { keys: unknown[] }).keys.length);
    expect(lengths).toEqual([2, 1, 1, 1]);
    again.forget('a');
    await again.keeper('b')([was('user:/x', 1, 'own')]);
    expect([...documents.keys()]).toEqual(['taken/b/1']);
  });

  it('of one change counts once, however many documents it is in', async () => {
    const { taken } = await takenKeys();
    for (let number = 1; number <= 150; number += 1) await taken.keeper('a')([was('user:/x', number, 'own')]);
    const many = taken.keeper('a');
    for (let at = 0; at < 300; at += 1) await many([was(`user:/${at}`, 151, 'own')]);
    expect([(await taken.read('a', 1)).length, (await taken.read('a', 151)).length]).toEqual([1, 300]);
  });

  it('is read where each change has a record of its own', async () => {
    const record = { _id: 'taken/a/3', keys: [{ key: 'user:/x', before: null }] };
    const { taken } = await takenKeys(new Map([[record._id, JSON.stringify(record)]]));
    expect(await taken.read('a', 3)).toEqual([{ key: 'user:/x', before: null }]);
  });

  it('is forgotten with the instance, and of more than two hundred changes the oldest first', async () => {
    const { documents, taken } = await takenKeys();
    for (let number = 1; number <= 205; number += 1) await taken.keeper('a')([was('user:/x', number, 'own')]);
    expect([await taken.read('a', 5), await taken.read('a', 6)]).toMatchObject([[], [{ key: 'user:/x' }]]);
    taken.forget('a');
    await taken.keeper('b')([was('user:/x', 1, 'own')]);
    expect([...documents.keys()]).toEqual(['taken/b/1']);
  });
});
