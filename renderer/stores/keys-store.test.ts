import { flushPromises } from '@vue/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { createTestWorld } from '../testing/test-world.ts';
import { useKeysStore } from './keys-store.ts';

async function opened(names: readonly string[]) {
  const test = createTestWorld();
  const { id } = test.clusterd.addInstance('a');
  names.forEach((name) => test.clusterd.set(name, ''));
  const keys = test.run(useKeysStore);
  await keys.open(id);
  return { ...test, id, keys };
}

describe('the names of an instance', () => {
  it('are read by one request without values', async () => {
    const { keys, transport } = await opened(['user:/a', 'user:/b']);
    expect(keys.names).toEqual(['user:/a', 'user:/b']);
    expect(keys.listing.phase).toBe('ready');
    expect(transport.inputsOf('keys.read')).toEqual([{ id: keys.subjectId, children: false }]);
  });

  it('are put into key order when an elektrad does not', async () => {
    const { keys, clusterd } = await opened([]);
    Object.assign(clusterd.handlers, {
      'keys.read': async () => ({
        exists: false,
        name: '',
        path: '',
        ls: ['user:/b', 'user:/a.1', 'user:/a/b', 'user:/a', 'user:/b'],
      }),
    });
    await keys.refresh();
    expect(keys.names).toEqual(['user:/a', 'user:/a/b', 'user:/a.1', 'user:/b']);
  });

  it('stay when reading them again fails, with the reason', async () => {
    const { keys, transport } = await opened(['user:/a']);
    transport.away = true;
    await keys.refresh();
    expect(keys.names).toEqual(['user:/a']);
    expect(keys.listing).toMatchObject({ phase: 'failed', error: { name: 'ConnectionLostError' } });
  });

  it('are those of the instance that was opened last', async () => {
    const { keys, clusterd } = await opened(['user:/a']);
    const other = clusterd.addInstance('b');
    const both = [keys.refresh(), keys.open(other.id)];
    expect(keys.names).toEqual([]);
    await Promise.all(both);
    expect(keys.subjectId).toBe(other.id);
    expect(keys.listing.phase).toBe('ready');
  });

  it('can be waited for no longer', async () => {
    const { keys } = await opened(['user:/a']);
    const reading = keys.refresh();
    keys.cancel();
    await reading;
    expect(keys.listing.phase).toBe('cancelled');
  });

  it('follow what was created, removed and listed anew, as if all were read again', async () => {
    const name = fc.constantFrom(
      'user:/a',
      'user:/a/b',
      'user:/a/b/c',
      'user:/a.1',
      'user:/ab',
      'user:/z',
      'system:/a',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 1 }),
        fc.array(fc.record({ act: fc.constantFrom('add', 'drop', 'put'), name }), { maxLength: 6 }),
        async (start, acts) => {
          const { keys } = await opened(start);
          let expected: string[] = [...start];
          for (const act of acts) {
            const isAt = (other: string) => other === act.name || other.startsWith(`${act.name}/`);
            if (act.act === 'add') {
              keys.add(act.name);
              expected = [...new Set([...expected, act.name])];
            } else if (act.act === 'drop') {
              keys.drop(act.name);
              expected = expected.filter((other) => !isAt(other));
            } else {
              const found = [act.name, `${act.name}/found`];
              keys.put(act.name, found);
              expected = [...expected.filter((other) => !isAt(other)), ...found];
            }
            expect(new Set(keys.names)).toEqual(new Set(expected));
          }
          expect(keys.names).toEqual([...keys.names].sort(compareKeyNames));
          await flushPromises();
        },
      ),
      { numRuns: 30 },
    );
  });
});
