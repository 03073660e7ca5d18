import { afterEach, describe, expect, it } from 'vitest';
import { enableAutoUnmount } from '@vue/test-utils';
import fc from 'fast-check';
import ChecksField from './ChecksField.vue';
import { editedList, type ListEdit } from './list-edit.ts';
import ListField from './ListField.vue';
import { mountComponent } from './testing/mount-component.ts';

enableAutoUnmount(afterEach);

/** A list that applies each step, as its callers do. */
function list(items: readonly string[], props: Record<string, unknown> = {}) {
  const wrapper = mountComponent(ListField, {
    label: 'Upstreams',
    items,
    onEdit: (step: ListEdit) => {
      current = editedList(current, step, (value) => value);
      void wrapper.setProps({ items: current });
    },
    ...props,
  });
  let current = items;
  const texts = () => wrapper.findAll<HTMLInputElement>('[data-part=text]').map(({ element }) => element.value);
  const button = (label: string) => wrapper.get(`[aria-label="${label}"]`);
  return { wrapper, texts, button };
}

describe('ListField', () => {
  it('is a named group of named elements', () => {
    const { wrapper } = list(['a', 'b']);
    const group = wrapper.get('[role=group]');
    expect(document.getElementById(group.attributes('aria-labelledby') ?? '')?.textContent).toBe('Upstreams');
    expect(wrapper.findAll('[data-part=text]').map((text) => text.attributes('aria-label'))).toEqual([
      'Upstreams, element 1',
      'Upstreams, element 2',
    ]);
  });

  it('edits, adds, removes and moves, and keeps the focus where the person goes on', async () => {
    const { wrapper, texts, button } = list(['a', 'b', 'c']);
    await wrapper.findAll('[data-part=text]')[1]!.setValue('B');
    expect(texts()).toEqual(['a', 'B', 'c']);
    await button('Move element 2 up').trigger('click');
    expect(texts()).toEqual(['B', 'a', 'c']);
    // It is the first now and cannot go further up.
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Upstreams, element 1');
    await button('Remove element 3').trigger('click');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove element 2');
    await wrapper.get('[data-add]').trigger('click');
    expect(texts()).toEqual(['B', 'a', '']);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Upstreams, element 3');
  });

  it('is edited by keys alone', async () => {
    const { wrapper, texts } = list(['a', 'b']);
    const text = (at: number) => wrapper.findAll('[data-part=text]')[at]!;
    await text(0).trigger('keydown', { key: 'Enter' });
    expect(texts()).toEqual(['a', '', 'b']);
    await text(1).setValue('new');
    await text(1).trigger('keydown', { key: 'ArrowDown', altKey: true });
    expect(texts()).toEqual(['a', 'b', 'new']);
    await text(2).trigger('keydown', { key: 'ArrowDown', altKey: true });
    expect(texts()).toEqual(['a', 'b', 'new']);
  });

  it('does not lose the lines of an element', async () => {
    const { wrapper, texts } = list(['one\ntwo']);
    expect(wrapper.get('[data-part=text]').element.tagName).toBe('TEXTAREA');
    await wrapper.get('[data-part=text]').setValue('one\ntwo\n');
    expect(texts()).toEqual(['one\ntwo\n']);
  });

  it('offers nothing to change while it is saved or locked', () => {
    const { wrapper } = list(['a'], { state: 'saving' });
    expect(wrapper.findAll('button')).toEqual([]);
    expect(wrapper.get<HTMLInputElement>('[data-part=text]').element.readOnly).toBe(true);
  });
});

describe('a step of editing a list', () => {
  it('never loses or doubles another item', () => {
    const index = fc.nat({ max: 9 });
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 10, maxLength: 10 }), index, index, (items, at, to) => {
        const sorted = (list: readonly string[]) => [...list].sort();
        const make = (value: string) => value;
        expect(sorted(editedList(items, { kind: 'move', at, to }, make))).toEqual(sorted(items));
        expect(editedList(items, { kind: 'move', at, to }, make)[to]).toBe(items[at]);
        const inserted = editedList(items, { kind: 'insert', at }, make);
        expect(editedList(inserted, { kind: 'remove', at }, make)).toEqual(items);
        expect(editedList(items, { kind: 'set', at, value: 'x' }, make)).toEqual(items.with(at, 'x'));
      }),
    );
  });
});

describe('ChecksField', () => {
  const options = [{ value: 'read' }, { value: 'write' }];
  const ticked = (wrapper: ReturnType<typeof mountComponent>) =>
    wrapper.findAll<HTMLInputElement>('input').map(({ element }) => element.checked);

  it('ticks and unticks, in the order of ticking', async () => {
    const wrapper = mountComponent(ChecksField, { label: 'Rights', options, modelValue: ['write'] });
    expect(ticked(wrapper)).toEqual([false, true]);
    await wrapper.findAll('input')[0]!.setValue(true);
    expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual([['write', 'read']]);
    await wrapper.findAll('input')[1]!.setValue(false);
    expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual([['read']]);
  });

  it('shows what is no option until it is unticked', async () => {
    const wrapper = mountComponent(ChecksField, { label: 'Rights', options, modelValue: ['own'] });
    expect(wrapper.text()).toContain('own');
    await wrapper.findAll('input')[2]!.setValue(false);
    expect(wrapper.text()).not.toContain('own');
  });
});
