import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createTestWorld, type TestWorld } from '../../testing/test-world.ts';
import SearchBox from './SearchBox.vue';

enableAutoUnmount(afterEach);
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // jsdom lays nothing out, so nothing can be scrolled into view.
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(() => void vi.useRealTimers());

async function shown(prepare: (test: TestWorld) => void) {
  const test = createTestWorld();
  const { id } = test.clusterd.addInstance('web-1');
  prepare(test);
  await test.router.push(`/instances/${id}`);
  const page = test.show(SearchBox);
  const field = page.get('input[role=combobox]');
  const type = async (text: string) => {
    await field.setValue(text);
    await vi.advanceTimersByTimeAsync(300);
    await flushPromises();
    // The engine that marks what matched is loaded when it is needed.
    await vi.dynamicImportSettled();
    await flushPromises();
  };
  const rows = () => page.findAll('[role=option]').map((row) => row.text().replace(/\s+/g, ' '));
  const marks = () => page.findAll('mark').map((mark) => mark.text());
  return { ...test, id, page, field, type, rows, marks };
}

const example = ({ clusterd }: TestWorld) => {
  clusterd.set('user:/port', '8080', { type: 'short' });
  clusterd.set('user:/app', 'listens on port 8080');
  clusterd.set('user:/doc', '', { description: 'The Port' });
  clusterd.set('user:/key', 'port of the secret', { 'crypto/encrypt': '1' });
};

describe('searching an instance', () => {
  it('finds in names, values and metadata, with the text that matched marked', async () => {
    const { type, rows, marks, page, transport } = await shown(example);
    await type('port');
    expect(rows()).toEqual(['user:/app value listens on port 8080', 'user:/doc description The Port', 'user:/port']);
    expect(marks()).toEqual(['port', 'Port', 'port']);
    expect(page.get('.count').text()).toBe('3 keys');
    expect(transport.inputsOf('keys.find')).toMatchObject([{ query: '(?i)port', in: ['name', 'value', 'meta'] }]);
  });

  it('never shows the value of a secret', async () => {
    const { page, type } = await shown(example);
    await type('e');
    expect(page.text()).toContain('user:/key');
    expect(page.text()).not.toContain('secret');
  });

  it('can be limited to names, and offers the values when nothing is found', async () => {
    const { page, type, rows, transport } = await shown(example);
    await type('8080');
    expect(rows()).toHaveLength(2);
    await page.get('input[type=checkbox]').setValue(true);
    await type('8080');
    expect(rows()).toEqual([]);
    expect(transport.inputsOf('keys.find').at(-1)).toMatchObject({ in: ['name'] });
    await page
      .findAll('button')
      .find((button) => button.text() === 'Search values too')
      ?.trigger('click');
    await type('8080');
    expect(rows()).toHaveLength(2);
  });

  it('shows what is found while it goes on, how far it is, and stops at Escape', async () => {
    const { page, field, type, rows, clusterd } = await shown((test) => {
      example(test);
      test.clusterd.whileFinding = ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));
    });
    await type('port');
    expect(rows()).toEqual(['user:/app value listens on port 8080', 'user:/doc description The Port']);
    expect(page.get('[role=progressbar]').attributes('aria-label')).toBe('Looked at 2 of 4 keys');
    await field.trigger('keydown', { key: 'Escape' });
    expect(rows()).toEqual([]);
    await field.trigger('focus');
    expect(page.text()).toContain('Stopped after 2 of 4 keys');
    expect(rows()).toHaveLength(2);
    clusterd.whileFinding = () => undefined;
    await page
      .findAll('button')
      .find((button) => button.text() === 'Search again')
      ?.trigger('click');
    await vi.advanceTimersByTimeAsync(300);
    await flushPromises();
    expect(rows()).toHaveLength(3);
  });

  it('gives up the old text when another one is typed', async () => {
    const { type, rows, transport, clusterd } = await shown(example);
    clusterd.whileFinding = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));
    await type('port');
    clusterd.whileFinding = () => undefined;
    await type('listens');
    expect(
      transport.calls.filter(({ operation }) => operation === 'keys.find').map(({ signal }) => signal?.aborted),
    ).toEqual([true, false]);
    expect(rows()).toEqual(['user:/app value listens on port 8080']);
  });

  it('keeps what was found when the rest cannot be read, and says why', async () => {
    const { page, type, rows } = await shown((test) => {
      example(test);
      test.clusterd.whileFinding = () => {
        throw new ElektraError('INSTANCE_TIMEOUT');
      };
    });
    await type('port');
    expect(rows()).toHaveLength(2);
    expect(page.get('[role=alert]').text()).toContain('INSTANCE_TIMEOUT');
  });

  it('says what is wrong with an expression', async () => {
    const { page, type, marks, rows } = await shown(example);
    await page.get('input[role=combobox]').setValue('x');
    await page.get('input[value=regex]').setValue(true);
    await type('(');
    expect(page.get('[role=alert]').text()).toContain('QUERY_INVALID');
    await type('80{1}80$');
    expect(rows()).toHaveLength(2);
    expect(marks()).toEqual(['8080', '8080']);
  });

  it('lists many a page at a time, and opens the chosen one', async () => {
    const { page, field, type, rows, router } = await shown(({ clusterd }) => {
      for (let at = 0; at < 450; at += 1) clusterd.set(`user:/many/k${at}`, '');
    });
    await type('many');
    expect(rows()).toHaveLength(200);
    expect(page.get('.count').text()).toBe('First 200 of 450');
    await page
      .findAll('button')
      .find((button) => button.text() === 'Show more')
      ?.trigger('click');
    expect(rows()).toHaveLength(400);
    await field.trigger('keydown', { key: 'ArrowDown' });
    await field.trigger('keydown', { key: 'ArrowDown' });
    await field.trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(router.currentRoute.value.query['key']).toBe('user:/many/k1');
  });
});
