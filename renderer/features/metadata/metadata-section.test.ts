import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { defineComponent, h } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Metadata } from '#shared/model/key.ts';
import { useDraftsStore } from '../../stores/drafts-store.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import { useSessionStore } from '../../stores/session-store.ts';
import { subjectOfInstance } from '../../stores/subject.ts';
import { useValuesStore } from '../../stores/values-store.ts';
import type { MemoryStorage } from '../../testing/memory-storage.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import MetadataSection from './MetadataSection.vue';

enableAutoUnmount(afterEach);

const KEY = 'user:/app/port';

interface Shown {
  readonly meta?: Metadata;
  readonly role?: 'viewer' | 'operator';
  readonly tab?: MemoryStorage;
  readonly before?: (test: ReturnType<typeof createTestWorld>) => void;
}

async function shown({ meta = {}, role = 'operator', tab, before = () => undefined }: Shown = {}) {
  const test = createTestWorld(tab === undefined ? {} : { tab });
  const { clusterd } = test;
  clusterd.role = role;
  const instance = clusterd.addInstance('web-1');
  clusterd.set(KEY, '8080', meta);
  before(test);
  await test.run(useSessionStore).load();
  const values = test.run(useValuesStore);
  values.reset(instance.id);
  await test.run(useKeysStore).open(instance.id);
  await values.read(KEY);
  const chosen: string[] = [];
  const Panel = defineComponent(() => () => {
    const state = values.states.get(KEY);
    return (
      state &&
      h(MetadataSection, { subject: subjectOfInstance(instance), state, onSelect: (key: string) => chosen.push(key) })
    );
  });
  const panel = test.show(Panel);
  const button = (name: string) => {
    const found = panel
      .findAll('button')
      .find((each) => each.text().startsWith(name) || each.attributes('aria-label') === name);
    if (found === undefined) throw new Error(`no button ${name}`);
    return found;
  };
  const row = (id: string) => panel.get(`[data-metadata="${id}"]`);
  const edit = () => button('Edit').trigger('click');
  const save = async () => {
    await panel.get('form').trigger('submit');
    await flushPromises();
  };
  /** Chooses from the menu of what can be added. */
  const add = async (label: string) => {
    await button('Add').trigger('keydown', { key: 'Enter' });
    await flushPromises();
    const item = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find(
      (each) => each.textContent?.trim() === label,
    );
    item?.click();
    await flushPromises();
  };
  const stored = () => clusterd.keys.get(KEY)?.meta;
  return { ...test, panel, button, row, edit, save, add, stored, chosen, values, instance };
}

describe('the metadata of a key', () => {
  it('are saved together, and only when told to', async () => {
    const test = await shown({ meta: { description: 'old', 'x-owner': 'platform' } });
    await test.edit();
    await test.row('description').get('textarea').setValue('new');
    await test.row('meta:/x-owner').get('input').setValue('web');
    expect(test.panel.text()).toContain('2 edited, not saved yet');
    expect(test.stored()).toEqual({ description: 'old', 'x-owner': 'platform' });
    await test.save();
    expect(test.stored()).toEqual({ description: 'new', 'x-owner': 'web' });
    expect(test.panel.text()).toContain('read back');
    expect(test.transport.inputsOf('keys.setMetaMany')).toHaveLength(1);
    expect(test.panel.find('form').exists()).toBe(false);
  });

  it('leave nothing unsaved when the stored value is typed again', async () => {
    const test = await shown({ meta: { description: 'old' } });
    await test.edit();
    await test.row('description').get('textarea').setValue('new');
    await test.row('description').get('textarea').setValue('old');
    expect(test.panel.text()).not.toContain('not saved yet');
  });

  it('known kinds are added from a menu, with the focus in their field', async () => {
    const test = await shown({ meta: { type: 'short' } });
    await test.add('Range');
    expect(document.activeElement).toBe(test.row('range').get('input').element);
    await test.row('range').get('input').setValue('1-10');
    await test.save();
    expect(test.stored()).toEqual({ type: 'short', 'check/range': '1-10' });
  });

  it('unknown ones are added by their name', async () => {
    const test = await shown();
    await test.add('Other metakey');
    const [name, value] = test.panel.findAll('[aria-label="Other metakey"] input');
    await name?.setValue('x-owner');
    await value?.setValue('platform');
    await value?.trigger('keydown', { key: 'Enter' });
    await test.save();
    expect(test.stored()).toEqual({ 'x-owner': 'platform' });
  });

  it('are removed only when saved, and until then the removal can be undone', async () => {
    const test = await shown({ meta: { 'x-a': '1', 'x-b': '2' } });
    await test.edit();
    await test.button('Remove x-a').trigger('click');
    await test.button('Remove x-b').trigger('click');
    expect(test.panel.text()).toContain('to be removed');
    await test.button('Undo x-b').trigger('click');
    expect(test.stored()).toEqual({ 'x-a': '1', 'x-b': '2' });
    await test.save();
    expect(test.stored()).toEqual({ 'x-b': '2' });
  });

  it('allow a list of values, kept as an array', async () => {
    const test = await shown({
      meta: { type: 'enum', 'check/enum': '#1', 'check/enum/#0': 'a', 'check/enum/#1': 'b' },
    });
    await test.edit();
    await test.row('enumeration').get('[aria-label="Move element 2 up"]').trigger('click');
    await test.row('enumeration').get('[data-add]').trigger('click');
    await test.row('enumeration').findAll('[data-part=text]')[2]?.setValue('c');
    await test.save();
    const elements = { 'check/enum/#0': 'b', 'check/enum/#1': 'a', 'check/enum/#2': 'c' };
    expect(test.stored()).toEqual({ type: 'enum', 'check/enum': '#2', ...elements });
    await test.edit();
    await test.row('enumeration').get('[aria-label="Remove element 1"]').trigger('click');
    await test.save();
    expect(test.stored()).toEqual({
      type: 'enum',
      'check/enum': '#1',
      'check/enum/#0': 'a',
      'check/enum/#1': 'c',
    });
  });

  it('of one kind are removed together', async () => {
    const meta = { 'check/validation': '^a', 'check/validation/message': 'only a', 'check/validation/invert': '1' };
    const test = await shown({ meta });
    await test.edit();
    await test.button('Remove Pattern').trigger('click');
    await test.save();
    expect(test.stored()).toEqual({});
  });

  it('keep what was typed, with Elektra’s number and reason, when it refuses', async () => {
    const reason = 'Value 8080 does not fit';
    const data = { number: 'C03200', description: 'Validation', reason, mountPoint: null, file: null, key: KEY };
    const test = await shown({
      meta: { 'check/range': '1-9000' },
      before: ({ clusterd }) => {
        clusterd.beforeSetMeta = () => {
          throw new ElektraError('ELEKTRA_REJECTED', undefined, { data });
        };
      },
    });
    await test.edit();
    await test.row('range').get('input').setValue('1-10');
    await test.save();
    expect(test.panel.get('[role=alert]').text()).toContain(`C03200 Validation: ${reason}`);
    expect(test.row('range').get('input').element.value).toBe('1-10');
    await test.button('Back to what is stored').trigger('click');
    expect(test.panel.find('[role=alert]').exists()).toBe(false);
    expect(test.stored()).toEqual({ 'check/range': '1-9000' });
  });

  it('that somebody else changed are not overwritten, and both values are shown', async () => {
    const test = await shown({ meta: { description: 'first', order: '1' } });
    await test.edit();
    await test.row('description').get('textarea').setValue('mine');
    await test.row('order').get('input').setValue('2');
    test.clusterd.set(KEY, '8080', { description: 'theirs', order: '1' });
    await test.save();
    expect(test.panel.text()).toContain('Somebody changed the same metadata meanwhile.');
    expect(test.panel.text()).toMatch(/description.*theirs.*mine/s);
    expect(test.stored()).toEqual({ description: 'theirs', order: '1' });
    await test.save();
    expect(test.stored()).toEqual({ description: 'theirs', order: '1' });
    await test.button('Take theirs').trigger('click');
    await test.save();
    expect(test.stored()).toEqual({ description: 'theirs', order: '2' });
  });

  it('are saved over theirs when told to', async () => {
    const test = await shown({ meta: { description: 'first' } });
    await test.edit();
    await test.row('description').get('textarea').setValue('mine');
    test.clusterd.set(KEY, '8080', {});
    await test.save();
    expect(test.panel.text()).toContain('removed');
    await test.button('Keep mine').trigger('click');
    await flushPromises();
    expect(test.stored()).toEqual({ description: 'mine' });
  });

  it('are not in each other’s way when somebody else changed another one', async () => {
    const test = await shown({ meta: { description: 'first', order: '1' } });
    await test.edit();
    await test.row('description').get('textarea').setValue('mine');
    test.clusterd.set(KEY, '8080', { description: 'first', order: '7' });
    await test.save();
    expect(test.stored()).toEqual({ description: 'mine', order: '7' });
  });

  it('are found again after a reload', async () => {
    const first = await shown({ meta: { description: 'old' } });
    await first.edit();
    await first.row('description').get('textarea').setValue('typed');
    first.panel.unmount();
    const second = await shown({ meta: { description: 'old' }, tab: first.tab });
    expect(second.row('description').get('textarea').element.value).toBe('typed');
    expect(second.panel.text()).toContain('1 edited, not saved yet');
    await second.button('Discard').trigger('click');
    expect(second.panel.text()).toContain('old');
    expect(second.run(useDraftsStore).count(second.instance.id)).toBe(0);
  });

  it('are kept when nobody answers, and count as saved if they have arrived', async () => {
    const test = await shown({ meta: { description: 'old' } });
    await test.edit();
    await test.row('description').get('textarea').setValue('typed');
    test.transport.away = true;
    await test.save();
    expect(test.panel.get('[role=alert]').text()).toContain('clusterd does not answer');
    test.transport.away = false;
    test.clusterd.beforeSetMeta = (key, meta) => {
      test.clusterd.set(key, '8080', meta as Metadata);
      throw new ElektraError('INSTANCE_TIMEOUT');
    };
    await test.values.read(KEY);
    await flushPromises();
    await test.save();
    expect(test.panel.text()).toContain('read back');
  });

  it('are read-only for a viewer', async () => {
    const { panel } = await shown({ role: 'viewer', meta: { description: 'Where it listens' } });
    expect(panel.text()).toContain('Where it listens');
    expect(panel.findAll('button')).toEqual([]);
  });

  it('lead to the keys of spec:/ that say what this one means', async () => {
    const specs = ['spec:/app/port', 'spec:/_/port', 'spec:/app/#', 'spec:/other/port', 'spec:/app'];
    const test = await shown({ before: ({ clusterd }) => specs.forEach((name) => clusterd.set(name, '')) });
    const links = test.panel.findAll('.specs button');
    expect(links.map((link) => link.text())).toEqual(['spec:/_/port', 'spec:/app/port']);
    await links[0]?.trigger('click');
    expect(test.chosen).toEqual(['spec:/_/port']);
  });
});
