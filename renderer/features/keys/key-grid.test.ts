import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import App from '../../App.vue';
import { addSecondDatabase } from '../../testing/fake-second-instance.ts';
import { createTestWorld, type TestWorld } from '../../testing/test-world.ts';
import { until } from '#shared/testing/until.ts';

enableAutoUnmount(afterEach);
afterEach(() => void vi.unstubAllGlobals());

// jsdom lays nothing out: the grid is 800 px high and wide here.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.stubGlobal('navigator', { clipboard: { writeText: async () => undefined }, languages: ['en'] });
});

async function opened(names: readonly string[], prepare: (test: TestWorld) => void = () => undefined) {
  const test = createTestWorld();
  const { id } = test.clusterd.addInstance('web-1');
  names.forEach((name) => test.clusterd.set(name, `value of ${name}`));
  prepare(test);
  await test.router.push(`/instances/${id}`);
  const app = mount(App, { attachTo: document.body, global: { plugins: test.plugins } });
  await flushPromises();
  const grid = () => app.get('[role=treegrid][aria-label^="Keys of"]');
  const row = (label: string) => {
    const found = grid()
      .findAll('.body [role=row]')
      .find((one) => one.get('.name').text() === label);
    if (found === undefined) throw new Error(`There is no row ${label} in ${grid().text()}`);
    return found;
  };
  const press = async (label: string, key: string, ctrlKey = true) => {
    await row(label).trigger('keydown', { key, ctrlKey });
    await flushPromises();
  };
  const click = async (label: string, ctrlKey = false) => {
    await row(label).trigger('click', { ctrlKey });
    await flushPromises();
  };
  const button = (text: string) => {
    const found = [...document.querySelectorAll('button')].find((one) => one.textContent.trim().startsWith(text));
    if (found === undefined) throw new Error(`There is no button ${text}.`);
    return found;
  };
  const push = async (text: string) => {
    button(text).click();
    await flushPromises();
  };
  const dialog = () => document.querySelector('[role=dialog], [role=alertdialog]');
  const shown = () => test.router.currentRoute.value.query['key'];
  return { ...test, id, app, row, press, click, push, dialog, shown };
}

describe('keys in the grid', () => {
  it('that are cut stand apart, in words too, until Escape', async () => {
    const { row, press, click, app } = await opened(['user:/a', 'user:/a/b', 'user:/c', 'user:/d']);
    await click('a');
    await click('c', true);
    expect(app.text()).toContain('2 rows selected');
    await press('c', 'x');
    expect(['a', 'b', 'c'].map((label) => row(label).text().includes('cut'))).toEqual([true, true, true]);
    expect(row('d').text()).not.toContain('cut');
    expect(app.text()).toContain('2 keys cut');
    await press('c', 'Escape', false);
    expect(row('a').text()).not.toContain('cut');
  });

  it('are pasted below the row with the focus, and the first of them is shown', async () => {
    const { press, click, shown, clusterd } = await opened(['user:/a', 'user:/c', 'user:/t']);
    await click('a');
    await click('c', true);
    await press('c', 'c');
    await click('t');
    await press('t', 'v');
    expect(clusterd.names('user:/t')).toEqual(['user:/t', 'user:/t/a', 'user:/t/c']);
    expect(shown()).toBe('user:/t/a');
  });

  it('that were moved go back at once', async () => {
    const { press, click, push, shown, clusterd } = await opened(['user:/a', 'user:/a/b', 'user:/t']);
    await click('a');
    await press('a', 'x');
    await click('t');
    await press('t', 'v');
    expect(clusterd.names()).toEqual(['user:/t', 'user:/t/a', 'user:/t/a/b']);
    await push('Undo');
    await until(() => expect(shown()).toBe('user:/a'));
    expect(clusterd.names()).toEqual(['user:/a', 'user:/a/b', 'user:/t']);
  });

  it('are asked about before they are overwritten, and both can be kept', async () => {
    const { press, click, push, dialog, clusterd } = await opened(['user:/a', 'user:/t', 'user:/t/a']);
    clusterd.set('user:/t/a', 'precious');
    await click('a');
    await press('a', 'c');
    await click('t');
    await press('t', 'v');
    expect(dialog()?.textContent).toContain('Replace 1 key?');
    expect(dialog()?.textContent).toContain('user:/t/a');
    await push('Keep both');
    expect(dialog()).toBeNull();
    expect(clusterd.keys.get('user:/t/a')?.value).toBe('precious');
    expect(clusterd.keys.get('user:/t/a_copy')?.value).toBe('value of user:/a');
  });

  it('are duplicated under the offered name', async () => {
    const { press, click, dialog, shown, clusterd } = await opened(['user:/a', 'user:/a/b']);
    await click('a');
    await press('a', 'd');
    expect(dialog()?.querySelector('input')?.value).toBe('user:/a_copy');
    dialog()?.querySelector('form')?.requestSubmit();
    await flushPromises();
    expect(clusterd.names('user:/a_copy')).toEqual(['user:/a_copy', 'user:/a_copy/b']);
    expect(shown()).toBe('user:/a_copy');
  });

  it('say where the act was made why it did not happen', async () => {
    const { press, click, app, clusterd } = await opened(['user:/a', 'user:/a/b']);
    await click('a');
    await press('a', 'c');
    await click('b');
    await press('b', 'v');
    expect(app.get('.keys [role=alert]').text()).toContain('cannot be moved below itself');
    expect(clusterd.keys.size).toBe(2);
  });

  it('are carried to another instance, and binary ones refused with their names', async () => {
    const { press, click, app, router, clusterd } = await opened(['user:/a', 'user:/c'], (test) => {
      test.clusterd.keys.set('user:/c', { meta: { binary: '' } });
      addSecondDatabase(test.clusterd, 'web-2').database.set('user:/there', '');
    });
    await click('a');
    await click('c', true);
    await press('c', 'c');
    const other = [...clusterd.instances.values()].find(({ name }) => name === 'web-2');
    await router.push(`/instances/${other?.id ?? ''}`);
    await flushPromises();
    expect(app.text()).toContain('2 keys copied from web-1');
    await click('user:/');
    await press('user:/', 'v');
    expect(app.get('.keys [role=alert]').text()).toContain('user:/c holds binary data or null');
  });

  it('show how far a long act is, and let it be given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { press, click, app, clusterd, push } = await opened(['user:/a', 'user:/b', 'user:/t']);
    clusterd.beforeTransfer = async (from, _, { signal }) => {
      if (from !== 'user:/b') return;
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));
    };
    await click('a');
    await click('b', true);
    await press('b', 'x');
    await click('t');
    await press('t', 'v');
    expect(app.find('.keys [role=progressbar]').exists()).toBe(false);
    await vi.advanceTimersByTimeAsync(300);
    expect(app.get('.keys [role=progressbar]').attributes()).toMatchObject({
      'aria-label': '1 of 2 keys done',
      'aria-valuenow': '1',
    });
    await vi.advanceTimersByTimeAsync(1700);
    vi.useRealTimers();
    await push('Cancel');
    await until(() => expect(app.find('.keys [role=progressbar]').exists()).toBe(false));
    expect(app.find('.keys [role=alert]').exists()).toBe(false);
    expect(clusterd.names()).toEqual(['user:/a', 'user:/b', 'user:/t']);
  });

  it('can be given another name that is taken only by a decision', async () => {
    const { press, click, push, dialog, clusterd } = await opened(['user:/a', 'user:/b']);
    await click('a');
    await press('a', 'F2', false);
    const field = dialog()?.querySelector('input');
    if (!field) throw new Error('no field');
    field.value = 'user:/b';
    field.dispatchEvent(new Event('input'));
    await flushPromises();
    expect(dialog()?.textContent).toContain('1 key is at user:/b already.');
    await push('Replace');
    expect(dialog()).toBeNull();
    expect(clusterd.names()).toEqual(['user:/b']);
    expect(clusterd.keys.get('user:/b')?.value).toBe('value of user:/a');
  });

  it('are only looked at by a viewer', async () => {
    const { press, click, row, app, clusterd } = await opened(['user:/a'], ({ clusterd: fake }) => {
      fake.role = 'viewer';
    });
    await click('a');
    for (const key of ['c', 'x', 'v', 'd']) await press('a', key);
    expect(row('a').attributes('draggable')).toBeUndefined();
    expect(app.text()).not.toContain('copied');
    expect(clusterd.keys.size).toBe(1);
  });
});
