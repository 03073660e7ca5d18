import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAtOrBelow, keyNameOf, parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { STORED_NAMESPACES } from '#shared/model/namespace.ts';
import type { KeyStore, StoredKey } from '../ports.ts';
import { keyNames, longKeyNames } from './key-names.ts';

export interface OpenStore {
  readonly store: KeyStore;
  remove(): Promise<void>;
}

/** What every key store must do. `open` makes an empty one. */
export function keyStoreConformance(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name} as a key store`, () => {
    let opened: OpenStore;
    let store: KeyStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(async () => {
      await store.close();
      await opened.remove();
    });

    it('starts empty and has an id', () => {
      expect([...store.names(null)]).toEqual([]);
      expect(store.get(key('user:/a'))).toBeUndefined();
      expect(store.id).not.toBe('');
    });

    it.each<[string, StoredKey]>([
      ['text', text('a value\nwith ümlaut 😀')],
      ['the empty text', text('')],
      ['bytes', { value: Uint8Array.of(0, 1, 255), meta: { binary: '' } }],
      ['null', { value: null, meta: {} }],
      [
        'metadata of any name',
        {
          value: 'v',
          meta: meta([
            ['__proto__', 'p'],
            ['check/range', '1-10'],
            ['', 'empty'],
          ]),
        },
      ],
      ['a value of a mebibyte', text('ä'.repeat(512 * 1024))],
    ])('gives back %s', async (_what, stored) => {
      await put(store, 'user:/a/b', stored);
      expect(store.get(key('user:/a/b'))).toEqual(stored);
    });

    it('replaces and removes', async () => {
      await put(store, 'user:/a', text('1'));
      await put(store, 'user:/a', text('2'));
      await put(store, 'user:/b', text('3'));
      await store.change((keys) => keys.remove(key('user:/a')));
      expect(store.get(key('user:/a'))).toBeUndefined();
      expect([...store.names(null)]).toEqual(['user:/b']);
    });

    it('lists in key order, all or what is at or below a name', async () => {
      const shuffled = [
        'user:/key.1',
        'system:/z',
        'user:/key/sub',
        'user:/key',
        'spec:/a',
        'user:/',
        'user:/k',
        'user:/key/#_10',
        'user:/key/#9',
      ];
      for (const name of shuffled) await put(store, name, text(name));
      expect([...store.names(null)]).toEqual([
        'spec:/a',
        'user:/',
        'user:/k',
        'user:/key',
        'user:/key/#9',
        'user:/key/#_10',
        'user:/key/sub',
        'user:/key.1',
        'system:/z',
      ]);
      expect([...store.names(key('user:/key'))]).toEqual([
        'user:/key',
        'user:/key/#9',
        'user:/key/#_10',
        'user:/key/sub',
      ]);
      expect([...store.names(key('user:/ke'))]).toEqual([]);
      expect([...store.names(key('spec:/'))]).toEqual(['spec:/a']);
    });

    it('lists a moment: changes during a listing are not in it', async () => {
      for (const name of ['user:/a', 'user:/b', 'user:/c']) await put(store, name, text(''));
      const seen: string[] = [];
      for (const name of store.names(null)) {
        seen.push(name);
        await put(store, `${name}x`, text(''));
        await store.change((keys) => keys.remove(key('user:/c')));
      }
      expect(seen).toEqual(['user:/a', 'user:/b', 'user:/c']);
      expect([...store.names(null)]).toEqual(['user:/a', 'user:/ax', 'user:/b', 'user:/bx', 'user:/cx']);
    });

    it('lets nothing come between reading and writing of a change', async () => {
      const count = (keys: { get(name: KeyName): StoredKey | undefined }) =>
        Number(keys.get(key('user:/n'))?.value ?? 0);
      const changes = Array.from({ length: 300 }, () =>
        store.change((keys) => {
          const next = count(keys) + 1;
          keys.put(key('user:/n'), text(String(next)));
          return next;
        }),
      );
      const results = await Promise.all(changes);
      expect(new Set(results).size).toBe(300);
      expect(count(store)).toBe(300);
    });

    it('drops what a change did when it throws, and nothing else', async () => {
      const settled = await Promise.allSettled([
        put(store, 'user:/before', text('1')),
        store.change((keys) => {
          keys.put(key('user:/before'), text('2'));
          keys.put(key('user:/half'), text('2'));
          throw new Error('refused');
        }),
        store.change((keys) => keys.put(key('user:/after'), text(String(keys.get(key('user:/before'))?.value)))),
      ]);
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect([...store.names(null)]).toEqual(['user:/after', 'user:/before']);
      expect(store.get(key('user:/after'))).toEqual(text('1'));
    });

    it('shows a change its own removals and puts', async () => {
      await put(store, 'user:/a', text('1'));
      const seen = await store.change((keys) => {
        keys.remove(key('user:/a'));
        const removed = keys.get(key('user:/a'));
        keys.put(key('user:/a'), text('2'));
        return [removed, keys.get(key('user:/a'))];
      });
      expect(seen).toEqual([undefined, text('2')]);
    });

    it.each([3, 5000])('removes a subtree of %i keys and leaves its neighbours', async (size) => {
      await store.change((keys) => {
        for (let at = 0; at < size; at += 1) keys.put(key(`user:/a/k${at}`), text(''));
        for (const name of ['user:/a', 'user:/a.1', 'user:/a0', 'user:/A', 'system:/a/k1'])
          keys.put(key(name), text(''));
      });
      const removed = store.removeSubtree(key('user:/a'));
      const written = put(store, 'user:/a/new', text('after'));
      await removed;
      expect(store.get(key('user:/a'))).toBeUndefined();
      expect(store.get(key('user:/a/k2'))).toBeUndefined();
      expect([...store.names(key('user:/a/k1'))]).toEqual([]);
      await written;
      expect([...store.names(null)]).toEqual(['user:/A', 'user:/a/new', 'user:/a.1', 'user:/a0', 'system:/a/k1']);
      await store.removeSubtree(key('user:/nothing'));
    });

    it.each([0, 3, 3000])('takes %i changes at once, in their place among the others', async (size) => {
      await put(store, 'user:/goes', text('1'));
      const many = new Map<KeyName, StoredKey | null>([[key('user:/goes'), null]]);
      for (let at = 0; at < size; at += 1) many.set(key(`user:/k${at}`), text(`${at}`));
      const before = put(store, 'user:/k0', text('before'));
      const changed = store.changeMany(many);
      const after = store.change((keys) => keys.put(key('user:/seen'), keys.get(key('user:/k2')) ?? text('nothing')));
      await Promise.all([before, changed, after]);
      expect(store.names(null)).toHaveLength(Math.max(1, size) + 1);
      expect(store.get(key('user:/goes'))).toBeUndefined();
      expect(store.get(key('user:/k0'))).toEqual(text(size === 0 ? 'before' : '0'));
      expect(store.get(key('user:/seen'))).toEqual(text(size === 0 ? 'nothing' : '2'));
      await store.removeSubtree(key('user:/k1'));
      expect(store.get(key('user:/k1'))).toBeUndefined();
    });

    it('refuses changes after it was closed', async () => {
      const last = put(store, 'user:/a', text('1'));
      await store.close();
      await last;
      await expect(put(store, 'user:/b', text('2'))).rejects.toThrow('closed');
      opened = await open();
      store = opened.store;
    });

    it.each([
      ['short and odd', keyNames],
      ['longer than a key of the storage may be', longKeyNames],
    ])('agrees with a sorted list on names that are %s', async (_kind, names) => {
      await fc.assert(
        fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 12 }), fc.nat(), async (given, seed) => {
          const expected = new Set(given);
          await store.change((keys) => given.forEach((name) => keys.put(name, text(name))));
          expect([...store.names(null)]).toEqual(sorted(expected));
          const chosen = given[seed % given.length]!;
          expect(store.get(chosen)).toEqual(text(chosen));
          expect([...store.names(chosen)]).toEqual(sorted(expected).filter((name) => isAtOrBelow(name, chosen)));
          await store.change((keys) => keys.remove(chosen));
          expected.delete(chosen);
          expect([...store.names(null)]).toEqual(sorted(expected));
          await store.removeSubtree(chosen);
          for (const name of given) if (isAtOrBelow(name, chosen)) expected.delete(name);
          expect([...store.names(null)]).toEqual(sorted(expected));
          await Promise.all(ROOTS.map((root) => store.removeSubtree(root)));
          expect([...store.names(null)]).toEqual([]);
        }),
        { numRuns: 40 },
      );
    });
  });
}

const ROOTS = STORED_NAMESPACES.map((namespace) => keyNameOf(namespace, []));

function key(name: string): KeyName {
  return parseKeyName(name);
}

function text(value: string): StoredKey {
  return { value, meta: {} };
}

function meta(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs);
}

async function put(store: KeyStore, name: string, stored: StoredKey): Promise<void> {
  await store.change((keys) => keys.put(key(name), stored));
}

function sorted(names: ReadonlySet<KeyName>): readonly KeyName[] {
  return [...names].sort(compareKeyNames);
}
