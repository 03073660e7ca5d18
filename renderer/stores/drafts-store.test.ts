import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../testing/memory-storage.ts';
import { createTestWorld } from '../testing/test-world.ts';
import { useDraftsStore } from './drafts-store.ts';

const draft = (value: string) => ({ value, base: 'stored', secret: false });

describe('unsaved values', () => {
  it('survive a reload of the tab', () => {
    const tab = new MemoryStorage();
    createTestWorld({ tab }).run(useDraftsStore).set('i1', 'user:/a b', draft('typed'));
    const reloaded = createTestWorld({ tab }).run(useDraftsStore);
    expect(reloaded.get('i1', 'user:/a b')).toEqual(draft('typed'));
    expect(reloaded.count('i1')).toBe(1);
    expect(reloaded.count('i')).toBe(0);
  });

  it('that are secret never reach the storage of the browser', () => {
    const tab = new MemoryStorage();
    const drafts = createTestWorld({ tab }).run(useDraftsStore);
    drafts.set('i1', 'user:/password', { ...draft('hunter2'), base: 'hunter1', secret: true });
    expect(drafts.get('i1', 'user:/password')?.value).toBe('hunter2');
    expect(JSON.stringify(Array.from({ length: tab.length }, (_, at) => tab.getItem(tab.key(at) ?? '')))).not.toContain(
      'hunter',
    );
  });

  it('say so when the browser does not keep them', () => {
    const tab = new MemoryStorage();
    const drafts = createTestWorld({ tab }).run(useDraftsStore);
    tab.full = true;
    drafts.set('i1', 'user:/a', draft('typed'));
    expect(drafts.get('i1', 'user:/a')?.value).toBe('typed');
    expect(drafts.surviveReload).toBe(false);
    tab.full = false;
    drafts.discard('i1', 'user:/a');
    expect(drafts.surviveReload).toBe(true);
  });

  it('go with their keys to a new name, and end with them', () => {
    const drafts = createTestWorld().run(useDraftsStore);
    drafts.set('i1', 'user:/a', draft('1'));
    drafts.set('i1', 'user:/a/b', draft('2'));
    drafts.set('i1', 'user:/ab', draft('3'));
    drafts.set('i2', 'user:/a', draft('4'));
    drafts.move('i1', 'user:/a', 'user:/z');
    expect(drafts.get('i1', 'user:/z/b')?.value).toBe('2');
    expect(drafts.get('i1', 'user:/a')).toBeUndefined();
    drafts.drop('i1', 'user:/z');
    expect(drafts.count('i1')).toBe(1);
    expect(drafts.count('i2')).toBe(1);
  });

  it('of metadata and of lists are kept, carried over and dropped with those of values', () => {
    const tab = new MemoryStorage();
    const drafts = createTestWorld({ tab }).run(useDraftsStore);
    const meta = { changes: { type: 'short', order: null }, base: { type: null, order: '1' } };
    const list = { items: [{ from: null, value: 'x' }], base: [] };
    drafts.meta.set('i1', 'user:/a', meta);
    drafts.lists.set('i1', 'user:/a/b', list);
    drafts.move('i1', 'user:/a', 'user:/z');
    const reloaded = createTestWorld({ tab }).run(useDraftsStore);
    expect(reloaded.meta.get('i1', 'user:/z')).toEqual(meta);
    expect(reloaded.lists.get('i1', 'user:/z/b')).toEqual(list);
    expect([reloaded.has('i1', 'user:/z/b'), reloaded.has('i1', 'user:/a')]).toEqual([true, false]);
    expect(reloaded.count('i1')).toBe(2);
    reloaded.drop('i1', 'user:/z');
    expect(reloaded.count('i1')).toBe(0);
  });

  it.each(['not json', '{"a":1}', '[["i1 k",{"value":1}]]'])(
    'of another version of the page are passed over: %s',
    (kept) => {
      const tab = new MemoryStorage();
      tab.setItem('elektra-web.drafts', kept);
      expect(createTestWorld({ tab }).run(useDraftsStore).count('i1')).toBe(0);
    },
  );
});
