import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import type { ProxySignInState } from '#shared/desktop/state.ts';
import { openWindow } from '../../testing/open-window.ts';

enableAutoUnmount(afterEach);

const PROXY = 'http://proxy.example.org:3128';
const asks = (state: ProxySignInState['state'], user: string | null = null) => ({
  proxies: [{ url: PROXY, user, state }],
});

it('a proxy that asks for a sign-in is named across the window, until it has one', async () => {
  const { app, desktop, push, type, submit, dialog } = await openWindow('/');
  expect(app.text()).not.toContain('proxy.example.org');
  desktop.change(asks('wanted'));
  await flushPromises();
  expect(app.text()).toContain('The proxy proxy.example.org:3128 asks for a sign-in.');
  await push('Sign in');
  await type('Name', ' ada ');
  await submit();
  expect(desktop.transport.inputsOf('desktop.signInToProxy')).toEqual([]);
  await type('Password', ' se cret');
  await submit();
  expect(desktop.transport.inputsOf('desktop.signInToProxy')).toEqual([
    { url: PROXY, user: 'ada', password: ' se cret' },
  ]);
  expect([dialog(), app.text()]).toEqual([null, expect.not.stringContaining('asks for a sign-in')]);
});

it('that refuses the name says so, and one that takes none offers no dialog', async () => {
  const { app, desktop, push, dialog } = await openWindow('/');
  desktop.change(asks('refused', 'ada'));
  await flushPromises();
  await push('Sign in');
  expect(dialog()?.textContent).toContain('did not take this name');
  expect(dialog()?.querySelector('input')?.value).toBe('ada');
  desktop.change(asks('unsupported'));
  await flushPromises();
  expect(app.text()).toContain('NTLM or Kerberos');
});

it('the preferences show it, change it and forget it', async () => {
  const { app, desktop, push, dialog } = await openWindow('/preferences', (test) => {
    const { preferences } = test.desktop.state;
    test.desktop.state = {
      ...test.desktop.state,
      preferences: { ...preferences, proxy: { kind: 'address', url: `${PROXY}/x` } },
    };
  });
  expect(app.text()).toContain('proxy.example.org:3128: without a name');
  desktop.change(asks('known', 'ada'));
  await flushPromises();
  expect(app.text()).toContain('proxy.example.org:3128: as ada');
  await push('Forget the sign-in of proxy.example.org:3128');
  expect(desktop.transport.inputsOf('desktop.forgetProxy')).toEqual([{ url: PROXY }]);
  await push('Sign in to proxy.example.org:3128');
  expect(dialog()?.textContent).toContain('Sign in to the proxy proxy.example.org:3128');
});
