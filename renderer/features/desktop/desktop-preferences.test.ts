import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { openApp } from '../../testing/open-app.ts';
import { openWindow } from '../../testing/open-window.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { textsBelow } from '../../stores/texts-below.ts';

enableAutoUnmount(afterEach);

async function flip(control: HTMLElement) {
  control.click();
  await flushPromises();
}

describe('the preferences of the application', () => {
  it('are not there in a browser', async () => {
    const { app } = await openApp('/preferences', ({ clusterd }) => clusterd.addInstance('web-1'));
    expect(app.findAll('h2').map((head) => head.text())).toEqual(['Appearance', 'Access tokens', 'Backups', 'Secrets']);
  });

  it('open at the section that their address names', async () => {
    const { app } = await openWindow('/preferences#remote-access');
    expect(document.activeElement?.textContent).toBe('Remote access');
    const heads = app.findAll('h2').map((head) => head.text());
    const own = ['Application', 'Network', 'Where the data live', 'Remote access'];
    expect(heads).toEqual(['Appearance', ...own, 'Access tokens', 'Backups', 'Secrets', 'Updates']);
  });

  it('are led to by the menu, also when their section was left', async () => {
    const { app, button } = await openWindow('/');
    for (let times = 0; times < 2; times += 1) {
      button('Where the data live').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      await flushPromises();
      const items = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
      items.find((item) => item.textContent.includes('Remote access: off'))?.click();
      await flushPromises();
      expect(document.activeElement?.outerHTML).toMatch(/^<h2.*Remote access/);
      app.get('button').element.focus();
    }
  });

  it('say why an update failed in the language of the page, or else as it was said', async () => {
    const { desktop, app } = await openWindow('/preferences');
    for (const [code, words] of [
      ['ENOSPC', 'Free space and try again.'],
      ['UPDATE_FAILED', 'no such thing'],
    ] as const) {
      const problem = { code, message: 'no such thing' };
      desktop.change({ updates: { state: 'failed', version: null, progress: null, problem } });
      await flushPromises();
      expect(app.text()).toContain(words);
    }
  });

  it('are stored one by one', async () => {
    const { desktop, field } = await openWindow('/preferences');
    await flip(field('Keep running in the tray'));
    expect(desktop.transport.inputsOf('desktop.setPreferences')).toEqual([{ closeToTray: true }]);
    expect(field('Keep running in the tray').getAttribute('aria-checked')).toBe('true');
  });

  it('of remote access keep what is typed when the switch is the next that is clicked', async () => {
    const { desktop, field } = await openWindow('/preferences');
    const port = field('Port') as HTMLInputElement;
    port.value = '4000';
    port.dispatchEvent(new Event('input'));
    port.dispatchEvent(new Event('change'));
    await flip(field('Remote access'));
    expect(desktop.state.preferences.remoteAccess).toMatchObject({ on: true, port: 4000 });
  });

  it('are taken back when they are not stored, with the reason', async () => {
    const { desktop, field, app } = await openWindow('/preferences');
    desktop.before = () => {
      throw new ElektraError('STORAGE_FAILED', 'no space left', { data: { reason: 'ENOSPC' } });
    };
    await flip(field('Notifications'));
    expect(field('Notifications').getAttribute('aria-checked')).toBe('true');
    expect(app.text()).toContain('no space left');
  });

  it('that the administrator has set show so and cannot be changed', async () => {
    const { desktop, field, app } = await openWindow('/preferences', (test) => {
      test.desktop.state = { ...test.desktop.state, locked: ['closeToTray', 'remoteAccess'] };
    });
    await flip(field('Keep running in the tray'));
    expect(desktop.transport.inputsOf('desktop.setPreferences')).toEqual([]);
    expect(app.text()).toContain('Set by the administrator in /etc/elektra-web/desktop.json');
    expect(field('Port').hasAttribute('readonly')).toBe(true);
  });

  it('switch remote access, and check what is typed before it is stored', async () => {
    const { desktop, field, type, app } = await openWindow('/preferences');
    await flip(field('Remote access'));
    expect(desktop.state.preferences.remoteAccess).toMatchObject({ on: true, port: 33_334 });
    await type('Port', '70000');
    expect(app.text()).toContain('Enter a number from 0 to 65535.');
    await type('Port', '0');
    await type('Further names', 'fleet.example.org, fleet  fleet');
    expect(desktop.state.preferences.remoteAccess).toMatchObject({
      on: true,
      port: 0,
      allowedHosts: ['fleet.example.org', 'fleet'],
    });
  });

  it('show where remote access is, with a link to sign in', async () => {
    const { desktop, push, app } = await openWindow('/preferences');
    desktop.change({ remoteAccess: { state: 'on', url: 'https://here:33334/', problem: null } });
    await flushPromises();
    expect(app.find('header [aria-label="Remote access is on: https://here:33334/"]').exists()).toBe(true);
    await push('Make a sign-in link');
    expect(app.text()).toContain('https://here:33334/sign-in#code=c');
  });

  it('store certificate and key together', async () => {
    const { desktop, push } = await openWindow('/preferences', (test) => (test.desktop.chosen = '/etc/cert.pem'));
    await push('Choose TLS certificate');
    expect(desktop.transport.inputsOf('desktop.setPreferences')).toEqual([]);
    desktop.chosen = '/etc/key.pem';
    await push('Choose Private key');
    expect(desktop.state.preferences.remoteAccess.tls).toEqual({ certFile: '/etc/cert.pem', keyFile: '/etc/key.pem' });
  });

  it('fetch and install an update step by step', async () => {
    const { desktop, push } = await openWindow('/preferences');
    desktop.change({ updates: { state: 'available', version: '0.2.0', progress: null, problem: null } });
    await flushPromises();
    await push('Download');
    await push('Quit and install');
    expect(desktop.transport.inputsOf('desktop.installUpdate')).toHaveLength(1);
  });
});

describe('about the application', () => {
  it('lists what ships, found by name or licence, with its text on demand', async () => {
    const { command, type, dialog } = await openWindow('/');
    await command('about');
    expect(dialog()?.textContent).toContain('Electron45.4.1');
    await type('Filter by name or licence', 'zod');
    const [only, ...more] = dialog()?.querySelectorAll('details') ?? [];
    expect(more).toEqual([]);
    expect(dialog()?.textContent).not.toContain('MIT License');
    only?.setAttribute('open', '');
    only?.dispatchEvent(new Event('toggle'));
    await flushPromises();
    expect(dialog()?.querySelector('pre')?.textContent).toBe('MIT License');
  });
});

describe('what is kept below a name of its own', () => {
  it('does not meet the texts of others', () => {
    const storage = new MemoryStorage();
    const texts = textsBelow('window.', storage);
    texts.setItem('a', '1');
    expect([storage.getItem('a'), storage.getItem('window.a'), texts.getItem('a')]).toEqual([null, '1', '1']);
    texts.removeItem('a');
    expect(storage.length).toBe(0);
  });
});
