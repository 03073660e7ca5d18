import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { openWindow } from '../../testing/open-window.ts';

enableAutoUnmount(afterEach);

describe('what the menu, the tray and links of the system ask of the page', () => {
  it('opens the screens of the interface', async () => {
    const { command, router } = await openWindow('/');
    await command('open', '/instances/i1?key=user:/a');
    expect(router.currentRoute.value.fullPath).toBe('/instances/i1?key=user:/a');
    await command('preferences');
    expect(router.currentRoute.value.name).toBe('preferences');
    await command('open', '/preferences#remote-access');
    expect(router.currentRoute.value.fullPath).toBe('/preferences#remote-access');
  });

  it.each([
    '//evil.example/instances/i1',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/none',
    '/sign-in',
  ])('says of %s that there is nothing', async (address) => {
    const { command, router, app } = await openWindow('/');
    await command('open', address);
    expect(router.currentRoute.value.name).toBe('not-found');
    expect(app.get('h1').text()).toBe('There is nothing here');
  });

  it('drops a sign-in code: nobody signs in here', async () => {
    const { command, router, transport } = await openWindow('/');
    await command('open', '/instances/i1#code=x');
    expect(router.currentRoute.value.fullPath).toBe('/instances/i1');
    expect(transport.inputsOf('session.create')).toEqual([]);
  });

  it.each([
    ['new-instance', 'Add an instance'],
    ['new-cluster', 'New cluster'],
    ['shortcuts', 'Keyboard shortcuts'],
    ['about', 'About Elektra Web'],
    ['use-remote', 'Connect to a remote clusterd'],
    ['move-to-server', 'Move to a server'],
  ] as const)('opens the dialog of %s', async (name, title) => {
    const { command, dialog } = await openWindow('/');
    await command(name);
    expect(dialog()?.querySelector('h2')?.textContent).toBe(title);
  });

  it('does not offer what the role forbids', async () => {
    const { command, dialog } = await openWindow('/', ({ clusterd }) => (clusterd.role = 'viewer'));
    await command('new-instance');
    expect(dialog()).toBeNull();
  });

  it('takes nothing from a dialog that is open, and goes on when it is closed', async () => {
    const { command, dialog, push, router } = await openWindow('/');
    await command('new-instance');
    await command('about');
    await command('open', '/instances/i1');
    expect(dialog()?.querySelector('h2')?.textContent).toBe('Add an instance');
    expect(router.currentRoute.value.name).toBe('fleet');
    await push('Cancel');
    expect(router.currentRoute.value.fullPath).toBe('/instances/i1');
  });

  it('puts the focus where the search is', async () => {
    const { command, app } = await openWindow('/');
    await command('search');
    expect(document.activeElement).toBe(app.get('input[placeholder="Filter fleet"]').element);
    await command('open', '/instances/i1');
    await command('search');
    expect(document.activeElement?.getAttribute('role')).toBe('combobox');
  });
});
