import { afterEach, describe, expect, it } from 'vitest';
import { enableAutoUnmount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import fc from 'fast-check';
import AppTabs from './AppTabs.vue';
import SegmentedControl from './SegmentedControl.vue';
import { LEFT_LIMITS, RIGHT_LIMITS, sizeAfterKey } from './split-size.ts';
import SplitPane from './SplitPane.vue';
import { mountComponent } from './testing/mount-component.ts';

enableAutoUnmount(afterEach);

describe('sizeAfterKey', () => {
  it('never leaves the limits', () => {
    const key = fc.constantFrom('ArrowLeft', 'ArrowRight', 'Home', 'End');
    fc.assert(
      fc.property(key, fc.boolean(), fc.integer(), fc.constantFrom('left', 'right'), (name, shiftKey, size, side) => {
        const limits = side === 'left' ? LEFT_LIMITS : RIGHT_LIMITS;
        const next = sizeAfterKey({ key: name, shiftKey }, size, side, limits) ?? Number.NaN;
        expect(next >= limits.min && next <= limits.max).toBe(true);
      }),
    );
  });

  it('moves the edge where the arrow points', () => {
    expect(sizeAfterKey({ key: 'ArrowRight', shiftKey: false }, 288, 'left', LEFT_LIMITS)).toBe(304);
    expect(sizeAfterKey({ key: 'ArrowRight', shiftKey: false }, 376, 'right', RIGHT_LIMITS)).toBe(360);
    expect(sizeAfterKey({ key: 'x', shiftKey: false }, 376, 'right', RIGHT_LIMITS)).toBeUndefined();
  });
});

describe('SplitPane', () => {
  const slots = { left: 'fleet', default: 'keys', right: 'key' };
  const handle = (pane: VueWrapper, at: number) => pane.findAll('[role=separator]')[at]!;

  it('gives the usual widths and emits others', async () => {
    const pane = mountComponent(SplitPane, {}, slots);
    expect(handle(pane, 0).attributes()).toMatchObject({ 'aria-valuenow': '288', 'aria-orientation': 'vertical' });
    expect(handle(pane, 1).attributes('aria-valuenow')).toBe('376');
    await handle(pane, 0).trigger('keydown', { key: 'End' });
    expect(pane.emitted('update:left')).toEqual([[LEFT_LIMITS.max]]);
    await handle(pane, 0).trigger('dblclick');
    expect(pane.emitted('update:left')?.at(-1)).toEqual([288]);
  });

  it('leaves out a region that is not shown', () => {
    const pane = mountComponent(SplitPane, { showRight: false }, slots);
    expect(pane.findAll('[role=separator]')).toHaveLength(1);
    expect(pane.text()).not.toContain('keykey');
  });
});

describe('SegmentedControl', () => {
  it('is a group of radios', async () => {
    const options = [{ value: 'all', label: 'All 212' }, { value: 'open' }];
    const control = mountComponent(SegmentedControl, { label: 'Which', options, modelValue: 'all' });
    expect(control.attributes()).toMatchObject({ role: 'radiogroup', 'aria-label': 'Which' });
    await control.findAll('input')[1]!.setValue();
    expect(control.emitted('update:modelValue')).toEqual([['open']]);
  });
});

describe('AppTabs', () => {
  it('shows counts by language and the panel of the open tab', async () => {
    const tabs = [
      { id: 'keys', label: 'Keys', count: 1255 },
      { id: 'history', label: 'History' },
    ];
    const shown = mountComponent(AppTabs, { label: 'Views', tabs, modelValue: 'keys' }, { default: 'panel' }, 'de');
    expect(shown.findAll('[role=tab]').map((tab) => tab.text())).toEqual(['Keys 1.255', 'History']);
    expect(shown.get('[role=tabpanel]').text()).toBe('panel');
    await shown.findAll('[role=tab]')[1]!.trigger('mousedown', { button: 0 });
    expect(shown.emitted('update:modelValue')).toEqual([['history']]);
  });
});
