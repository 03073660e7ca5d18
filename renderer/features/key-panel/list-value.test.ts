import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Metadata } from '#shared/model/key.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import { useSessionStore } from '../../stores/session-store.ts';
import { useValuesStore } from '../../stores/values-store.ts';
import type { MemoryStorage } from '../../testing/memory-storage.ts';
import { subjectOfInstance } from '../../stores/subject.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import ListValue from './ListValue.vue';

enableAutoUnmount(afterEach);

const KEY = 'user:/app/upstreams';

interface Shown {
  readonly elements?: readonly string[];
  readonly role?: 'viewer' | 'operator';
  readonly tab?: MemoryStorage;
  readonly before?: (test: ReturnType<typeof createTestWorld>) => void;
}

const partOf = (index: number): string => `#${'_'.repeat(String(index).length - 1)}${index}`;

async function shown({ elements = ['a', 'b', 'c'], role = 'operator', tab, before = () => undefined }: Shown = {}) {
  const test = createTestWorld(tab === undefined ? {} : { tab });
  const { clusterd } = test;
  clusterd.role = role;
  const instance = clusterd.addInstance('web-1');
  clusterd.set(KEY, '', { array: elements.length === 0 ? '' : partOf(elements.length - 1), 'x-owner': 'me' });
  elements.forEach((value, index) => clusterd.set(`${KEY}/${partOf(index)}`, value));
  before(test);
  await test.run(useSessionStore).load();
  const values = test.run(useValuesStore);
  values.reset(instance.id);
  const keys = test.run(useKeysStore);
  await keys.open(instance.id);
  const state = await values.read(KEY);
  const panel = test.show(ListValue, { subject: subjectOfInstance(instance), state });
  await flushPromises();
  const texts = () => panel.findAll<HTMLInputElement>('[data-part=text]').map(({ element }) => element.value);
  const press = (label: string) => panel.get(`[aria-label="${label}"]`).trigger('click');
  const button = (name: string) => panel.findAll('button').find((each) => each.text().startsWith(name));
  const type = (at: number, value: string) => panel.findAll('[data-part=text]')[at]?.setValue(value);
  const add = async (value: string) => {
    await panel.get('[data-add]').trigger('click');
    await type(texts().length - 1, value);
  };
  const save = async () => {
    await panel.get('form').trigger('submit');
    await flushPromises();
  };
  const stored = () => clusterd.names(KEY).map((name) => clusterd.keys.get(name)?.value);
  const arrayOf = () => clusterd.keys.get(KEY)?.meta['array'];
  return { ...test, panel, texts, press, button, type, add, save, stored, arrayOf, keys };
}

describe('a list', () => {
  it('is shown in the order of its numbers, beyond the tenth too', async () => {
    const elements = Array.from({ length: 12 }, (_, at) => `e${at}`);
    const { texts } = await shown({ elements });
    expect(texts()).toEqual(elements);
  });

  it('is edited as one and saved by one act', async () => {
    const test = await shown();
    await test.type(0, 'A');
    await test.press('Move element 3 up');
    await test.add('d');
    expect(test.texts()).toEqual(['A', 'c', 'b', 'd']);
    expect(test.stored()).toEqual(['', 'a', 'b', 'c']);
    await test.save();
    expect(test.stored()).toEqual(['', 'A', 'c', 'b', 'd']);
    expect(test.arrayOf()).toBe('#3');
    expect(test.clusterd.keys.get(KEY)?.meta['x-owner']).toBe('me');
    expect(test.transport.inputsOf('keys.setAll')).toHaveLength(1);
    expect(test.panel.text()).toContain('read back');
    expect(test.keys.names).toContain(`${KEY}/#3`);
  });

  it('loses what was removed, and nothing else', async () => {
    const test = await shown();
    await test.press('Remove element 1');
    await test.save();
    expect(test.stored()).toEqual(['', 'b', 'c']);
    expect(test.arrayOf()).toBe('#1');
    expect(test.keys.names).not.toContain(`${KEY}/#2`);
    expect(test.texts()).toEqual(['b', 'c']);
  });

  it('can be emptied, and filled again', async () => {
    const test = await shown({ elements: ['a'] });
    await test.press('Remove element 1');
    await test.save();
    expect([test.stored(), test.arrayOf()]).toEqual([[''], '']);
    await test.add('new');
    await test.save();
    expect([test.stored(), test.arrayOf()]).toEqual([['', 'new'], '#0']);
  });

  it('keeps the metadata of its elements with them, and none where they left', async () => {
    const metaAt = (test: { clusterd: { keys: Map<string, { meta: Metadata }> } }, at: number) =>
      test.clusterd.keys.get(`${KEY}/#${at}`)?.meta;
    const test = await shown({
      before: ({ clusterd }) => clusterd.set(`${KEY}/#0`, 'a', { description: 'the first' }),
    });
    await test.press('Move element 1 down');
    await test.save();
    expect([metaAt(test, 0), metaAt(test, 1)]).toEqual([{}, { description: 'the first' }]);
  });

  it('does not give its elements what spec:/ says of all of them', async () => {
    const spec = { type: 'string' };
    const test = await shown({
      elements: ['a'],
      before: ({ clusterd }) => {
        clusterd.set('spec:/app/upstreams/#', '', spec);
        clusterd.set(`${KEY}/#0`, 'a', { ...spec, order: '1' });
      },
    });
    await test.panel.get('[data-part=text]').trigger('keydown', { key: 'Enter' });
    await test.press('Move element 2 up');
    await test.save();
    expect(test.clusterd.keys.get(`${KEY}/#1`)?.meta).toEqual({ order: '1' });
  });

  it('leaves nothing unsaved when it is as stored again', async () => {
    const test = await shown();
    await test.press('Move element 1 down');
    expect(test.panel.text()).toContain('edited, not saved yet');
    await test.press('Move element 2 up');
    expect(test.panel.text()).not.toContain('edited, not saved yet');
  });

  it('is found again after a reload', async () => {
    const first = await shown();
    await first.type(1, 'typed');
    first.panel.unmount();
    const second = await shown({ tab: first.tab });
    expect(second.texts()).toEqual(['a', 'typed', 'c']);
  });

  it('that somebody else changed is not overwritten, and both lists are shown', async () => {
    const test = await shown();
    await test.type(0, 'mine');
    test.clusterd.set(`${KEY}/#1`, 'theirs');
    await test.save();
    expect(test.panel.text()).toContain('Somebody changed this list while you edited it.');
    expect(test.stored()).toEqual(['', 'a', 'theirs', 'c']);
    await test.button('Keep mine')?.trigger('click');
    await flushPromises();
    expect(test.stored()).toEqual(['', 'mine', 'b', 'c']);
  });

  it('keeps what was typed when Elektra refuses, and nothing is half written', async () => {
    const reason = 'no';
    const data = { number: 'C03200', description: null, reason, mountPoint: null, file: null, key: KEY };
    const test = await shown({
      before: ({ clusterd }) => {
        clusterd.beforeSet = (_, value) => {
          if (value === 'bad') throw new ElektraError('ELEKTRA_REJECTED', undefined, { data });
        };
      },
    });
    await test.press('Remove element 3');
    await test.type(0, 'bad');
    await test.save();
    expect(test.panel.get('[role=alert]').text()).toContain('C03200: no');
    expect(test.texts()).toEqual(['bad', 'b']);
    expect(test.stored()).toEqual(['', 'a', 'b', 'c']);
    await test.type(0, 'good');
    await test.save();
    expect(test.stored()).toEqual(['', 'good', 'b']);
  });

  it('says what is left over when the last step fails, and another attempt does the rest', async () => {
    const test = await shown();
    const remove = test.clusterd.handlers['keys.remove'];
    Object.assign(test.clusterd.handlers, {
      'keys.remove': () => Promise.reject(new ElektraError('INSTANCE_UNREACHABLE', 'gone')),
    });
    await test.press('Remove element 1');
    await test.save();
    expect([test.stored(), test.arrayOf()]).toEqual([['', 'b', 'c', 'c'], '#1']);
    expect(test.panel.get('[role=alert]').text()).toContain('The host does not answer.');
    expect(test.panel.text()).toContain('1 element lies beyond the end');
    expect(test.panel.text()).not.toContain('Somebody changed');
    expect(test.texts()).toEqual(['b', 'c']);
    Object.assign(test.clusterd.handlers, { 'keys.remove': remove });
    await test.save();
    expect(test.stored()).toEqual(['', 'b', 'c']);
    expect(test.panel.text()).toContain('read back');
  });

  it.each<[kind: string, below: string, meta: Metadata, words: string]>([
    ['nested', '#0/port', {}, 'The elements hold keys of their own.'],
    ['secret', '#0', { 'crypto/encrypt': '1' }, 'Some elements are secret'],
    ['restricted', '#0', { 'restrict/write': '1' }, 'Changing is restricted.'],
  ])('with %s elements is not edited as one, and says why', async (_, below, meta, words) => {
    const { panel } = await shown({ before: ({ clusterd }) => clusterd.set(`${KEY}/${below}`, '1', meta) });
    expect(panel.text()).toContain(words);
    expect(panel.findAll('[data-part=remove], [type=submit]')).toEqual([]);
  });

  it('is read-only for a viewer', async () => {
    const { panel, texts } = await shown({ role: 'viewer' });
    expect(texts()).toEqual(['a', 'b', 'c']);
    expect(panel.findAll('[data-part=remove], [type=submit]')).toEqual([]);
  });
});
