import { ref } from 'vue';
import { describe, expect, it } from 'vitest';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import { createTestWorld } from '../testing/test-world.ts';
import { useCreateKey } from './use-create-key.ts';
import { useNewArrayElement } from './use-new-array-element.ts';
import { useRemoveKeys } from './use-remove-keys.ts';
import { useRenameKey } from './use-rename-key.ts';

async function opened(names: readonly string[], role: 'viewer' | 'operator' = 'operator') {
  const test = createTestWorld();
  test.clusterd.role = role;
  const { id } = test.clusterd.addInstance('a');
  names.forEach((name) => test.clusterd.set(name, `value of ${name}`));
  const selected = ref<string | null>(null);
  const parts = test.run(() => ({
    dialogs: useDialogsStore(),
    drafts: useDraftsStore(),
    keys: useKeysStore(),
    session: useSessionStore(),
    values: useValuesStore(),
    create: useCreateKey(),
    element: useNewArrayElement(selected),
    removal: useRemoveKeys(),
    renaming: useRenameKey(),
  }));
  await parts.session.load();
  parts.values.reset(id);
  await parts.keys.open(id);
  return { ...test, ...parts, id, selected };
}

describe('a new key', () => {
  it('begins with the name of the selected one', async () => {
    const { create, dialogs } = await opened([]);
    for (const [below, name] of [
      [null, 'user:/'],
      ['system:/', 'system:/'],
      ['user:/a/b', 'user:/a/b/'],
    ] as const) {
      void create.run(below);
      expect(dialogs.current).toEqual({ kind: 'new-key', name });
    }
  });

  it('is among the names at once, and never replaces one', async () => {
    const { create, keys, clusterd, id } = await opened(['user:/a', 'user:/c']);
    await create.create(id, 'user:/b', 'x');
    expect(keys.names).toEqual(['user:/a', 'user:/b', 'user:/c']);
    await expect(create.create(id, 'user:/a', 'x')).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
    expect(clusterd.keys.get('user:/a')?.value).toBe('value of user:/a');
  });

  it('is not offered to who may not write', async () => {
    const { create, element, removal, renaming, selected } = await opened(['user:/a/#0'], 'viewer');
    selected.value = 'user:/a';
    expect([create, element, removal, renaming].map(({ available }) => available.value)).toEqual(Array(4).fill(false));
    expect(removal.can(['user:/a'])).toBe(false);
    expect(renaming.can('user:/a')).toBe(false);
  });
});

describe('a new array element', () => {
  it.each([
    ['user:/list', 'user:/list/#_10'],
    ['user:/list/#3', 'user:/list/#_10'],
  ])('of %s is %s', async (at, name) => {
    const { element, dialogs, selected } = await opened(
      Array.from({ length: 10 }, (_, index) => `user:/list/#${index}`),
    );
    selected.value = at;
    void element.run();
    expect(dialogs.current).toEqual({ kind: 'new-key', name });
  });

  it('is the first of an array that is declared and empty', async () => {
    const { element, dialogs, selected, values, clusterd } = await opened([]);
    clusterd.set('user:/list', '', { array: '' });
    await values.read('user:/list');
    selected.value = 'user:/list';
    void element.run();
    expect(dialogs.current).toEqual({ kind: 'new-key', name: 'user:/list/#0' });
  });

  it('is not offered where there is no array', async () => {
    const { element, selected } = await opened(['user:/a/b', 'user:/a/#x']);
    for (const at of [null, 'user:/', 'user:/a', 'user:/a/b', 'no name']) {
      selected.value = at;
      expect(element.available.value).toBe(false);
    }
  });
});

describe('removing', () => {
  it('one key needs no question', async () => {
    const { removal, keys, clusterd, dialogs, drafts, id } = await opened(['user:/a', 'user:/ab']);
    drafts.set(id, 'user:/a', { value: 'x', base: '', secret: false });
    expect(await removal.run(id, ['user:/a'])).toBe('removed');
    expect(dialogs.current).toBeNull();
    expect(keys.names).toEqual(['user:/ab']);
    expect([...clusterd.keys.keys()]).toEqual(['user:/ab']);
    expect(drafts.count(id)).toBe(0);
  });

  it('a subtree asks first, with the count', async () => {
    const { removal, clusterd, dialogs, keys, id } = await opened(['user:/a', 'user:/a/b', 'user:/a/c']);
    expect(await removal.run(id, ['user:/a'])).toBe('asked');
    expect(dialogs.current).toEqual({ kind: 'remove-keys', names: ['user:/a'], count: 3 });
    expect(clusterd.keys.size).toBe(3);
    await removal.removeAll(id, ['user:/a']);
    expect(keys.names).toEqual([]);
  });

  it('several keys asks once, and counts what lies below another of them once', async () => {
    const { removal, dialogs, keys, transport, id } = await opened(['user:/a', 'user:/a/b', 'user:/c', 'user:/d']);
    expect(await removal.run(id, ['user:/c', 'user:/a/b', 'user:/a'])).toBe('asked');
    expect(dialogs.current).toEqual({ kind: 'remove-keys', names: ['user:/a', 'user:/c'], count: 3 });
    await removal.removeAll(id, ['user:/a', 'user:/c']);
    expect(keys.names).toEqual(['user:/d']);
    expect(transport.inputsOf('keys.removeMany')).toEqual([{ id, keys: ['user:/a', 'user:/c'] }]);
  });

  it('asks also for what somebody else put there since the names were read', async () => {
    const { removal, clusterd, dialogs, id } = await opened(['user:/a']);
    clusterd.set('user:/a/new', 'precious');
    expect(await removal.run(id, ['user:/a'])).toBe('asked');
    expect(dialogs.current).toMatchObject({ count: 2 });
  });

  it('nothing does nothing', async () => {
    const { removal, transport, id } = await opened([]);
    expect(await removal.run(id, ['user:/a'])).toBe('nothing');
    expect(transport.inputsOf('keys.removeMany')).toEqual([]);
  });
});

describe('renaming', () => {
  it('is for keys and what is above keys, not for namespaces', async () => {
    const { renaming } = await opened(['user:/a/b']);
    expect(['user:/', 'user:/a', 'user:/a/b', 'user:/c', null].map((name) => renaming.can(name))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});
