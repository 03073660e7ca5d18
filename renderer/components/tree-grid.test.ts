import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import type { ComponentPublicInstance } from 'vue';
import type { TreeRow } from './tree-grid-row.ts';
import { flatten, manyRows } from './testing/tree-rows.ts';
import TreeGrid from './TreeGrid.vue';

const columns = [
  { id: 'name', label: 'Key', width: '1fr' },
  { id: 'value', label: 'Value', width: '200px' },
];
const tree = flatten([
  { id: 'limits', open: true, children: [{ id: 'connections' }, { id: 'timeout' }] },
  { id: 'listen', children: [{ id: 'address' }] },
]);

type Grid = ComponentPublicInstance & { focusRow(id?: string): Promise<boolean> };

enableAutoUnmount(afterEach);

// jsdom lays nothing out: the grid is 400 px high and wide here.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
});

async function show(rows: readonly TreeRow[], more: Record<string, unknown> = {}) {
  const wrapper: VueWrapper<Grid> = mount(TreeGrid, {
    attachTo: document.body,
    props: { rows, columns, label: 'Keys', ...more },
    slots: {
      'cell-name': ({ row }: { row: TreeRow }) => row.label,
      'cell-value': '<input aria-label="value" />',
      below: 'refused',
      empty: 'No keys',
    },
  });
  await flushPromises();
  const row = (id: string) => wrapper.findAll('.body [role=row]').find((one) => one.text().startsWith(id))!;
  return { wrapper, row, focused: () => document.activeElement?.textContent };
}

describe('TreeGrid', () => {
  it('tells readers where each row stands', async () => {
    const { wrapper, row } = await show(tree, { selected: 'timeout' });
    expect(wrapper.get('[role=treegrid]').attributes()).toMatchObject({ 'aria-label': 'Keys', 'aria-rowcount': '5' });
    expect(row('limits').attributes()).toMatchObject({
      'aria-rowindex': '2',
      'aria-level': '1',
      'aria-expanded': 'true',
    });
    expect(row('timeout').attributes()).toMatchObject({
      'aria-level': '2',
      'aria-setsize': '2',
      'aria-posinset': '2',
      'aria-selected': 'true',
    });
    expect(row('timeout').attributes('aria-expanded')).toBeUndefined();
    expect(row('listen').attributes('aria-expanded')).toBe('false');
  });

  it('has one tab stop, which the arrows move', async () => {
    const { wrapper, row, focused } = await show(tree);
    expect(wrapper.findAll('[role=row][tabindex="0"]')).toHaveLength(1);
    await row('limits').trigger('keydown', { key: 'ArrowDown' });
    await flushPromises();
    expect(focused()).toBe('connections');
    await row('connections').trigger('keydown', { key: 'End' });
    await flushPromises();
    expect(focused()).toBe('listen');
    await row('listen').trigger('keydown', { key: 't' });
    await flushPromises();
    expect(focused()).toBe('timeout');
    expect(wrapper.findAll('[role=row][tabindex="0"]')).toHaveLength(1);
  });

  it('says what a key asks for', async () => {
    const { wrapper, row } = await show(tree);
    const limits = row('limits');
    for (const key of ['ArrowLeft', 'Enter', 'Insert', 'F2', 'Delete', 'Escape', ' ']) {
      await limits.trigger('keydown', { key });
    }
    expect(wrapper.emitted('toggle')).toEqual([[tree[0], false]]);
    expect(wrapper.emitted('activate')).toEqual([[tree[0]]]);
    expect(wrapper.emitted('act')).toEqual(
      ['insert', 'rename', 'remove', 'leave'].map((act) => [act, tree[0], ['limits']]),
    );
    expect(wrapper.emitted('select')).toEqual([[tree[0], ['limits']]]);
  });

  it('leaves keys that are typed inside a row alone', async () => {
    const { wrapper, row } = await show(tree);
    const input = row('limits').get('input');
    for (const key of ['Delete', 'Enter', 'ArrowDown', ' ']) {
      await input.trigger('keydown', { key });
    }
    await input.trigger('click');
    expect(Object.keys(wrapper.emitted()).filter((name) => name !== 'visibleRange')).toEqual(['keydown', 'click']);
  });

  it('selects one, more and a range', async () => {
    const { wrapper, row } = await show(tree, { multiple: true });
    await row('limits').trigger('click');
    await wrapper.setProps({ selected: new Set(['limits']) });
    await row('timeout').trigger('click', { ctrlKey: true });
    await wrapper.setProps({ selected: new Set(['limits', 'timeout']) });
    await row('listen').trigger('click', { shiftKey: true });
    expect(wrapper.emitted('select')?.map(([, ids]) => ids)).toEqual([
      ['limits'],
      ['limits', 'timeout'],
      ['timeout', 'listen'],
    ]);
    await row('listen').trigger('keydown', { key: 'Delete' });
    expect(wrapper.emitted('act')?.[0]?.[2]).toEqual(['listen']);
  });

  it('hands on cut, copy and paste of its selection only where rows can be moved', async () => {
    const selected = new Set(['connections', 'timeout']);
    const { wrapper, row } = await show(tree, { multiple: true, selected });
    await row('limits').trigger('keydown', { key: 'ArrowDown' });
    await row('connections').trigger('keydown', { key: 'c', ctrlKey: true });
    expect(wrapper.emitted('act')).toBeUndefined();
    expect(row('connections').attributes('draggable')).toBeUndefined();
    await wrapper.setProps({ movable: true });
    for (const key of ['c', 'x', 'v', 'd']) await row('connections').trigger('keydown', { key, ctrlKey: true });
    expect(wrapper.emitted('act')).toEqual(
      ['copy', 'cut', 'paste', 'duplicate'].map((act) => [act, tree[1], ['connections', 'timeout']]),
    );
  });

  it('takes rows that are dragged onto another one, but not onto themselves', async () => {
    const selected = new Set(['connections', 'timeout']);
    const { wrapper, row } = await show(tree, { multiple: true, movable: true, selected });
    const dataTransfer = { setData: vi.fn<(type: string, text: string) => void>() };
    await row('timeout').trigger('dragstart', { dataTransfer });
    expect(dataTransfer.setData).toHaveBeenCalledWith('text/plain', 'connections\ntimeout');
    await row('connections').trigger('dragover', { dataTransfer });
    expect(row('connections').classes()).not.toContain('tree-row-over');
    await row('listen').trigger('dragover', { dataTransfer });
    expect(row('listen').classes()).toContain('tree-row-over');
    await row('listen').trigger('drop', { dataTransfer, ctrlKey: true });
    await row('listen').trigger('drop', { dataTransfer });
    expect(wrapper.emitted('drop')).toEqual([[tree[3], ['connections', 'timeout'], true]]);
    expect(row('listen').classes()).not.toContain('tree-row-over');
  });

  it('keeps the keyboard focus when the focused row goes', async () => {
    const { wrapper, row, focused } = await show(tree);
    await row('limits').trigger('keydown', { key: 'ArrowDown' });
    await flushPromises();
    expect(focused()).toBe('connections');
    await wrapper.setProps({ rows: tree.filter((one) => one.id !== 'connections') });
    await flushPromises();
    expect(focused()).toBe('timeout');
  });

  it('draws a hundred thousand rows as a screenful, and the focused one wherever it is', async () => {
    const rows = manyRows(100_000);
    const { wrapper, row, focused } = await show(rows);
    expect(wrapper.findAll('.body [role=row]').length).toBeLessThan(60);
    expect(wrapper.emitted('visibleRange')?.at(-1)).toEqual([{ start: 0, end: 15 }]);
    await row('row 0').trigger('keydown', { key: 'End' });
    await flushPromises();
    expect(focused()).toBe('row 99999');
    expect(wrapper.get('[role=treegrid]').attributes('aria-rowcount')).toBe('100001');
  });

  it('shows the block of a tall row and what stands for no rows', async () => {
    const { wrapper, row } = await show(tree.map((one) => ({ ...one, tall: one.id === 'timeout' })));
    expect(row('timeout').text()).toContain('refused');
    expect(row('limits').text()).not.toContain('refused');
    await wrapper.setProps({ rows: [] });
    expect(wrapper.text()).toContain('No keys');
  });

  it('asks for a menu about the row under it', async () => {
    const { wrapper, row } = await show(tree, { selected: 'limits' });
    await row('timeout').trigger('contextmenu');
    expect(wrapper.emitted('select')?.[0]?.[1]).toEqual(['timeout']);
    expect(wrapper.emitted('context')?.[0]?.[0]).toBe(tree[2]);
  });

  it('focuses a row by its id', async () => {
    const { wrapper, focused } = await show(tree);
    expect(await wrapper.vm.focusRow('listen')).toBe(true);
    expect(focused()).toBe('listen');
    expect(await wrapper.vm.focusRow('gone')).toBe(false);
  });
});
