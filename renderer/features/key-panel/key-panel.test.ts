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
import KeyPanel from './KeyPanel.vue';

enableAutoUnmount(afterEach);

const KEY = 'user:/app/port';

interface Shown {
  readonly value?: string;
  readonly meta?: Metadata;
  readonly role?: 'viewer' | 'operator';
  readonly tab?: MemoryStorage;
  readonly before?: (test: ReturnType<typeof createTestWorld>) => void;
}

async function shown({ value = '8080', meta = {}, role = 'operator', tab, before = () => undefined }: Shown = {}) {
  const test = createTestWorld(tab === undefined ? {} : { tab });
  test.clusterd.role = role;
  const instance = test.clusterd.addInstance('web-1');
  test.clusterd.set(KEY, value, meta);
  before(test);
  await test.run(useSessionStore).load();
  test.run(useValuesStore).reset(instance.id);
  await test.run(useKeysStore).open(instance.id);
  const panel = test.show(KeyPanel, { subject: subjectOfInstance(instance), selected: KEY });
  await flushPromises();
  const save = async (typed: string) => {
    await panel.get('input, textarea').setValue(typed);
    await panel.get('form').trigger('submit');
    await flushPromises();
  };
  return { ...test, panel, save };
}

describe('the key panel', () => {
  it('saves what was typed, and says so only when it was read back', async () => {
    const { panel, clusterd } = await shown();
    await panel.get('input').setValue('9090');
    expect(panel.text()).toContain('not saved yet');
    expect(clusterd.keys.get(KEY)?.value).toBe('8080');
    await panel.get('form').trigger('submit');
    await flushPromises();
    expect(panel.text()).toContain('Saved, ');
    expect(panel.text()).toContain('read back');
    expect(clusterd.keys.get(KEY)?.value).toBe('9090');
  });

  it('saves by Ctrl+S and by Enter', async () => {
    const { panel, clusterd } = await shown();
    await panel.get('input').setValue('1');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, cancelable: true }));
    await flushPromises();
    expect(clusterd.keys.get(KEY)?.value).toBe('1');
    await panel.get('input').setValue('2');
    await panel.get('input').trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(clusterd.keys.get(KEY)?.value).toBe('2');
  });

  it('leaves nothing unsaved when the stored value is typed again', async () => {
    const { panel } = await shown();
    await panel.get('input').setValue('9090');
    await panel.get('input').setValue('8080');
    expect(panel.text()).not.toContain('not saved yet');
  });

  it('shows the words of Elektra in place, and leads back to what is stored', async () => {
    const data = {
      number: 'C03200',
      description: 'Validation Semantic',
      reason: "Value '99' of key user:/app/port is not within range 1024-65535",
      mountPoint: 'user:/app',
      file: '/home/ada/app.ini',
      key: KEY,
    };
    const { panel, save } = await shown({
      meta: { 'check/range': '1024-65535', type: 'string' },
      before: ({ clusterd }) => {
        clusterd.beforeSet = () => {
          throw new ElektraError('ELEKTRA_REJECTED', undefined, { data });
        };
      },
    });
    await panel.get('input').setValue('99');
    expect(panel.text()).toContain('Elektra would refuse this');
    await save('99');
    expect(panel.text()).not.toContain('Elektra would refuse this');
    const alert = panel.get('[role=alert]');
    expect(alert.text()).toContain(`C03200 Validation Semantic: ${data.reason}`);
    expect(alert.text()).toContain('user:/app');
    expect(alert.text()).toContain('/home/ada/app.ini');
    expect(panel.get('input').element.value).toBe('99');
    expect(panel.get('input').attributes('aria-invalid')).toBe('true');
    const back = panel.findAll('button').find((button) => button.text() === 'Back to 8080');
    await back?.trigger('click');
    expect(panel.get('input').element.value).toBe('8080');
    expect(panel.find('[role=alert]').exists()).toBe(false);
  });

  it('shows both values when somebody else was faster, and saves over theirs only when told to', async () => {
    const { panel, clusterd, save } = await shown();
    await panel.get('input').setValue('mine');
    clusterd.set(KEY, 'theirs');
    await save('mine');
    expect(panel.text()).toContain('Somebody changed this key while you were typing.');
    expect(panel.text()).toContain('theirs');
    expect(clusterd.keys.get(KEY)?.value).toBe('theirs');
    await panel.get('form').trigger('submit');
    await flushPromises();
    expect(clusterd.keys.get(KEY)?.value).toBe('theirs');
    await panel
      .findAll('button')
      .find((button) => button.text() === 'Keep mine')
      ?.trigger('click');
    await flushPromises();
    expect(clusterd.keys.get(KEY)?.value).toBe('mine');
    expect(panel.text()).toContain('read back');
  });

  it('finds what was typed again after a reload, and tells when the key was changed since', async () => {
    const first = await shown();
    await first.panel.get('input').setValue('typed');
    first.panel.unmount();
    const second = await shown({ tab: first.tab });
    expect(second.panel.get('input').element.value).toBe('typed');
    expect(second.panel.text()).toContain('not saved yet');
    expect(second.panel.text()).not.toContain('Somebody changed');
    second.panel.unmount();
    const third = await shown({ tab: first.tab, value: 'theirs' });
    expect(third.panel.get('input').element.value).toBe('typed');
    expect(third.panel.text()).toContain('Somebody changed this key while you were typing.');
  });

  it('keeps what was typed into a key that was removed meanwhile', async () => {
    const first = await shown();
    await first.panel.get('input').setValue('typed');
    first.panel.unmount();
    const { panel } = await shown({ tab: first.tab, before: ({ clusterd }) => clusterd.keys.delete(KEY) });
    expect(panel.get('input').element.value).toBe('typed');
    expect(panel.text()).toContain('removed');
  });

  it('switches a boolean, and saves it only when told to', async () => {
    const { panel, clusterd } = await shown({ value: '0', meta: { type: 'boolean' } });
    const control = panel.get('[role=switch]');
    expect(control.attributes('aria-checked')).toBe('false');
    await control.trigger('click');
    expect(control.attributes('aria-checked')).toBe('true');
    expect(clusterd.keys.get(KEY)?.value).toBe('0');
    await panel.get('form').trigger('submit');
    await flushPromises();
    expect(clusterd.keys.get(KEY)?.value).toBe('1');
  });

  it('keeps a number of 64 bits exact', async () => {
    const { panel, clusterd } = await shown({ value: '9223372036854775806', meta: { type: 'long_long' } });
    await panel.get('input').trigger('keydown', { key: 'ArrowUp' });
    expect(panel.get('input').element.value).toBe('9223372036854775807');
    await panel.get('form').trigger('submit');
    await flushPromises();
    expect(clusterd.keys.get(KEY)?.value).toBe('9223372036854775807');
  });

  it('saves several lines without losing one, where Enter makes a new one', async () => {
    const { panel, clusterd, save } = await shown({ value: 'a\nb' });
    await panel.get('textarea').trigger('keydown', { key: 'Enter' });
    expect(clusterd.keys.get(KEY)?.value).toBe('a\nb');
    await save('a\n\nb\n');
    expect(clusterd.keys.get(KEY)?.value).toBe('a\n\nb\n');
  });

  it('tells a viewer that a secret is not for them', async () => {
    const { panel } = await shown({ role: 'viewer', meta: { 'crypto/encrypt': '1' } });
    expect(panel.text()).toContain('This value is secret.');
    expect(panel.text()).not.toContain('You can read this value.');
    expect(panel.text()).not.toContain('8080');
  });

  it('shows a viewer the value without a way to change it', async () => {
    const { panel } = await shown({ role: 'viewer' });
    expect(panel.text()).toContain('8080');
    expect(panel.text()).toContain('You can read this value.');
    expect(panel.find('input').exists()).toBe(false);
  });

  it('says what the metadata say, unknown ones too', async () => {
    const meta = { description: 'Where it listens', default: '80', example: '8443', 'x-owner': 'platform' };
    const { panel } = await shown({ meta });
    for (const text of ['Where it listens', 'Default 80', 'Example 8443', 'x-owner'])
      expect(panel.text()).toContain(text);
  });

  it('never shows a secret by itself', async () => {
    const { panel } = await shown({ value: 'hunter2', meta: { 'crypto/encrypt': '1' } });
    expect(panel.text()).not.toContain('hunter2');
    expect(panel.get('input').attributes('type')).toBe('password');
    await panel.get('input').setValue('hunter3');
    expect(panel.text()).not.toMatch(/hunter/);
  });

  it('says that there is no such key, and how many lie below it', async () => {
    const { panel } = await shown({
      before: ({ clusterd }) => {
        clusterd.keys.delete(KEY);
        clusterd.set(`${KEY}/a`, '');
        clusterd.set(`${KEY}/b`, '');
      },
    });
    expect(panel.text()).toContain('There is no key of this name');
    expect(panel.text()).toContain('2 keys lie below it.');
  });

  it('says why the key could not be read, and reads it on demand', async () => {
    const { panel, transport } = await shown({
      before: ({ transport: { calls }, clusterd }) => {
        const read = clusterd.handlers['keys.readMany'];
        Object.assign(clusterd.handlers, {
          'keys.readMany': (...given: Parameters<typeof read>) => {
            const first = calls.filter(({ operation }) => operation === 'keys.readMany').length === 1;
            if (first) return Promise.reject(new ElektraError('INSTANCE_TIMEOUT', 'no answer in 10 s'));
            return read(...given);
          },
        });
      },
    });
    expect(panel.get('[role=alert]').text()).toContain('INSTANCE_TIMEOUT');
    expect(panel.get('[role=alert]').text()).toContain('no answer in 10 s');
    await panel
      .findAll('button')
      .find((button) => button.text() === 'Try again')
      ?.trigger('click');
    await flushPromises();
    expect(panel.get('input').element.value).toBe('8080');
    expect(transport.inputsOf('keys.readMany')).toHaveLength(2);
  });
});
