import { afterEach, describe, expect, it } from 'vitest';
import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { defineComponent, h, ref } from 'vue';
import type { Component } from 'vue';
import AppContextMenu from './AppContextMenu.vue';
import AppDialog from './AppDialog.vue';
import AppMenu from './AppMenu.vue';
import AppRoot from './AppRoot.vue';
import ConfirmDialog from './ConfirmDialog.vue';
import { createToasts, useToasts } from './toast.ts';
import type { Toasts } from './toast.ts';
import { buttonNamed, mountComponent } from './testing/mount-component.ts';

enableAutoUnmount(afterEach);

const press = async (key: string): Promise<void> => {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await flushPromises();
};
const dialog = () => document.querySelector<HTMLElement>('[role=dialog], [role=alertdialog]');

/** A button that opens the dialog given, as a page does: by state, not by the library's trigger. */
function pageWith(
  props: Record<string, unknown>,
  slots: Record<string, () => unknown>,
  component: Component = AppDialog,
) {
  const page = defineComponent(() => {
    const open = ref(false);
    return () => [
      h('button', { type: 'button', id: 'opener', onClick: () => (open.value = true) }, 'Open'),
      h(component, { ...props, open: open.value, 'onUpdate:open': (next: boolean) => (open.value = next) }, slots),
    ];
  });
  mountComponent(page);
  const opener = document.getElementById('opener')!;
  opener.focus();
  opener.click();
  return flushPromises();
}

describe('AppDialog', () => {
  it('is named, described, and starts at the first control of its body', async () => {
    await pageWith({ title: 'Add', description: 'A machine' }, { default: () => h('input', { id: 'host' }) });
    expect(dialog()?.getAttribute('aria-labelledby')).toBe(dialog()?.querySelector('h2')?.id);
    const description = document.getElementById(dialog()?.getAttribute('aria-describedby') ?? '');
    expect(description?.textContent).toBe('A machine');
    expect(document.activeElement?.id).toBe('host');
  });

  it('closes by Esc and gives the focus back', async () => {
    await pageWith({ title: 'Add' }, { default: () => h('input', { id: 'host' }) });
    await press('Escape');
    expect(dialog()).toBeNull();
    expect(document.activeElement?.id).toBe('opener');
  });

  it('that an entry of a context menu opens gives the focus back to what the menu belongs to', async () => {
    const page = defineComponent(() => {
      const open = ref(false);
      return () => [
        h(
          AppContextMenu,
          { entries: [{ id: 'remove', label: 'Remove' }], onChoose: () => (open.value = true) },
          { default: () => h('div', { class: 'tree' }, h('div', { class: 'row', tabindex: 0 }, 'web-1')) },
        ),
        h(AppDialog, { title: 'Remove', open: open.value, 'onUpdate:open': (next: boolean) => (open.value = next) }),
      ];
    });
    mountComponent(page);
    const row = document.querySelector<HTMLElement>('.row');
    row?.focus();
    row?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    await flushPromises();
    const menu = document.querySelector('[role=menu]');
    expect(document.getElementById(menu?.getAttribute('aria-labelledby') ?? '')).toBe(row);
    document.querySelector<HTMLElement>('[role=menuitem]')?.click();
    await flushPromises();
    expect(dialog()).not.toBeNull();
    await press('Escape');
    expect(document.activeElement).toBe(row);
  });

  it('gives the focus to the page when what it came from has gone', async () => {
    const main = document.body.appendChild(document.createElement('main'));
    main.tabIndex = -1;
    await pageWith({ title: 'Remove' }, { default: () => h('input') });
    document.getElementById('opener')?.remove();
    await press('Escape');
    expect(document.activeElement).toBe(main);
    main.remove();
  });

  it('stays open while it is busy', async () => {
    await pageWith({ title: 'Add', busy: true }, { default: () => h('input') });
    await press('Escape');
    expect(dialog()).not.toBeNull();
  });
});

describe('ConfirmDialog', () => {
  it('has the safe answer focused and confirms only when told', async () => {
    let confirmed = 0;
    const props = { title: 'Delete 13 keys?', confirmLabel: 'Delete', danger: true, onConfirm: () => (confirmed += 1) };
    await pageWith(props, {}, ConfirmDialog);
    expect(dialog()?.getAttribute('role')).toBe('alertdialog');
    expect(document.activeElement?.textContent).toContain('Cancel');
    const buttons = [...(dialog()?.querySelectorAll<HTMLElement>('footer button') ?? [])];
    buttons.find((button) => button.textContent?.includes('Delete'))?.click();
    expect(confirmed).toBe(1);
  });
});

describe('AppMenu', () => {
  const entries = [
    { head: 'connections' },
    { id: 'copy', label: 'Copy name', keys: 'Ctrl C' },
    { separator: true },
    { id: 'move', label: 'Move', unavailable: 'locked by Web EU' },
    { id: 'hidden', label: 'Show hidden', checked: true },
  ];

  it('opens by keyboard, says what cannot be chosen and why, and tells the choice', async () => {
    const menu = mountComponent(AppMenu, { entries }, { default: buttonNamed('More') });
    const opener = menu.get('button');
    opener.element.focus();
    await opener.trigger('keydown', { key: 'Enter' });
    await flushPromises();
    const items = [...document.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    expect(items.map((item) => item.getAttribute('aria-disabled'))).toEqual([null, 'true', null]);
    expect(items[1]?.textContent).toContain('locked by Web EU');
    expect(items[2]?.getAttribute('aria-checked')).toBe('true');
    items[0]?.click();
    await flushPromises();
    expect(menu.emitted('choose')).toEqual([['copy']]);
    expect(document.querySelector('[role=menu]')).toBeNull();
  });
});

describe('toasts', () => {
  it('keeps the newest three', () => {
    const toasts = createToasts();
    ['a', 'b', 'c', 'd'].forEach((text) => toasts.show(text));
    expect(toasts.shown.value.map((toast) => toast.text)).toEqual(['b', 'c', 'd']);
    toasts.dismiss(toasts.shown.value[0]?.id ?? 0);
    expect(toasts.shown.value.map((toast) => toast.text)).toEqual(['c', 'd']);
  });

  it('shows a confirmation below AppRoot and undoes it', async () => {
    let toasts: Toasts | undefined;
    let undone = 0;
    const page = defineComponent(() => {
      toasts = useToasts();
      return () => null;
    });
    mountComponent(AppRoot, {}, { default: () => h(page) });
    toasts?.show('Moved 4 keys', { label: 'Undo', keys: 'Ctrl Z', run: () => (undone += 1) });
    await flushPromises();
    const toast = document.querySelector('.toast');
    expect(toast?.textContent).toContain('Moved 4 keys');
    toast?.querySelector('button')?.click();
    await flushPromises();
    expect(undone).toBe(1);
    expect(document.querySelector('.toast')).toBeNull();
  });
});
