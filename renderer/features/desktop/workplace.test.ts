import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { openApp } from '../../testing/open-app.ts';
import { openWindow } from '../../testing/open-window.ts';
import type { TestWorld } from '../../testing/test-world.ts';

enableAutoUnmount(afterEach);

const URL_THERE = 'https://fleet.example.org';
const WHO = { name: 'ada', role: 'admin', expiresAt: null, open: false, opensOn: null } as const;
const FOUND = { version: '0.1.0', who: WHO, isSuccessor: false };
const CERTIFICATE = { subject: 'CN=fleet', issuer: 'CN=fleet', validFrom: 0, validTo: 1, reason: 'self-signed' };
const UNTRUSTED = new ElektraError('CERTIFICATE_UNTRUSTED', undefined, {
  data: { host: URL_THERE, sha256: 'ab'.repeat(32), ...CERTIFICATE },
});

function showRemote({ desktop }: TestWorld, state: 'connected' | 'refused' | 'unreachable' = 'connected'): void {
  desktop.state = {
    ...desktop.state,
    workplace: { kind: 'remote', url: URL_THERE, state, problem: null },
    remotes: [{ url: URL_THERE, lastUsedAt: 0 }],
  };
}

describe('where the data live', () => {
  it('is said in the window, and nowhere in a browser', async () => {
    const { app } = await openWindow('/');
    expect(app.get('header').text()).toContain('This machine');
    const { app: browser } = await openApp('/', ({ clusterd }) => clusterd.addInstance('web-1'));
    expect(browser.get('header').text()).not.toContain('This machine');
    expect(browser.get('header').text()).toContain('Connected');
  });

  it('is named everywhere while it is a remote clusterd, and leads back', async () => {
    const { app, desktop, push } = await openWindow('/preferences', showRemote);
    expect(app.get('header').text()).toContain('Connected to fleet.example.org');
    await push('Use this machine');
    expect(desktop.transport.inputsOf('desktop.useLocal')).toHaveLength(1);
    expect(app.get('header').text()).toContain('This machine');
  });

  it('stays in its place while the elektrad of this machine is on its way: no page for an empty fleet comes and goes', async () => {
    const { app, desktop } = await openWindow('/', ({ clusterd, desktop: { state }, desktop: fake }) => {
      clusterd.instances.clear();
      fake.state = { ...state, elektrad: { url: null, found: false, problem: null } };
    });
    expect(app.text()).not.toContain('Which machine first?');
    expect(app.get('header').text()).toContain('This machine');
    desktop.change({
      elektrad: { url: null, found: false, problem: { code: 'ELEKTRAD_NOT_STARTED', message: 'No.' } },
    });
    await flushPromises();
    expect(app.get('h1').text()).toBe('Which machine first?');
  });

  it('offers no sign-out', async () => {
    const { app } = await openWindow('/');
    await app.get('button.user').trigger('click');
    await flushPromises();
    expect(document.body.textContent).not.toContain('Sign out');
  });
});

describe('connecting to a remote clusterd', () => {
  async function opened(prepare: (test: TestWorld) => void = () => undefined) {
    const test = await openWindow('/', prepare);
    await test.command('use-remote');
    return test;
  }

  it('checks it first, says who it is, then connects', async () => {
    const { desktop, type, submit, dialog, button } = await opened(({ desktop: { remotes } }) =>
      remotes.set(URL_THERE, FOUND),
    );
    expect(button('Check').getAttribute('aria-disabled')).toBe('true');
    await type('Address', `${URL_THERE}/`);
    await type('Access token', ' secret ');
    await submit();
    expect(dialog()?.textContent).toContain('clusterd 0.1.0 answers.');
    expect(dialog()?.textContent).toContain('as ada, administrator');
    expect(desktop.transport.inputsOf('desktop.useRemote')).toEqual([]);
    button('Connect to fleet.example.org');
    await submit();
    expect(desktop.transport.inputsOf('desktop.useRemote')).toEqual([{ url: URL_THERE, token: 'secret' }]);
    expect(dialog()).toBeNull();
  });

  it('forgets what was found as soon as a field changes', async () => {
    const { type, submit, button } = await opened(({ desktop }) => desktop.remotes.set(URL_THERE, FOUND));
    await type('Address', URL_THERE);
    await type('Access token', 'a');
    await submit();
    await type('Access token', 'b');
    expect(button('Check').textContent).toContain('Check');
  });

  it('says why nothing answers, in place, and keeps what was typed', async () => {
    const { type, submit, dialog, field } = await opened();
    await type('Address', URL_THERE);
    await type('Access token', 'secret');
    await submit();
    expect(dialog()?.textContent).toContain('No clusterd answers at this address.');
    expect(field('Access token')).toHaveProperty('value', 'secret');
  });

  it('sends no token in the clear, and repairs the address', async () => {
    const { type, dialog, push, field, desktop, submit } = await opened();
    await type('Address', 'http://fleet.example.org');
    await type('Access token', 'secret');
    expect(dialog()?.textContent).toContain('begins with https://');
    await submit();
    expect(desktop.transport.inputsOf('desktop.checkRemote')).toEqual([]);
    await push('Take https://fleet.example.org');
    expect(field('Address')).toHaveProperty('value', URL_THERE);
  });

  it('says what answers in place of a clusterd, and takes the address at which one is', async () => {
    const { type, submit, push, field, dialog } = await opened(({ desktop: { remotes } }) => {
      const data = { url: `${URL_THERE}/clusters`, what: 'path', reason: '', address: URL_THERE } as const;
      remotes.set(data.url, new ElektraError('REMOTE_FOREIGN', 'no clusterd', { data }));
      remotes.set(URL_THERE, FOUND);
    });
    await type('Address', `${URL_THERE}/clusters`);
    await type('Access token', 'secret');
    await submit();
    expect(dialog()?.textContent).toContain('A clusterd answers at another path of this address.');
    await push(`Take ${URL_THERE}`);
    expect(field('Address')).toHaveProperty('value', URL_THERE);
    expect(dialog()?.textContent).toContain('clusterd 0.1.0 answers.');
  });

  it('accepts the certificate that a person has compared', async () => {
    const { type, submit, push, desktop, dialog } = await opened(({ desktop: { remotes } }) =>
      remotes.set(URL_THERE, UNTRUSTED),
    );
    await type('Address', URL_THERE);
    await type('Access token', 'secret');
    await submit();
    desktop.remotes.set(URL_THERE, FOUND);
    await push('Accept this certificate');
    expect(desktop.transport.inputsOf('desktop.checkRemote').at(-1)).toMatchObject({ fingerprint: 'ab'.repeat(32) });
    expect(dialog()?.textContent).toContain('clusterd 0.1.0 answers.');
  });

  it('says what is not delivered meanwhile', async () => {
    const { dialog } = await opened(({ clusterd }) => {
      const waiting = clusterd.addInstance('web-2');
      clusterd.instances.set(waiting.id, { ...waiting, delivery: { ...waiting.delivery, pending: 3 } });
    });
    expect(dialog()?.textContent).toContain('On 1 instance changes wait.');
  });

  it('of a known address needs no token and is checked at once', async () => {
    const { desktop, push, dialog } = await openWindow('/preferences', (test) => {
      test.desktop.remotes.set(URL_THERE, FOUND);
      test.desktop.state = { ...test.desktop.state, remotes: [{ url: URL_THERE, lastUsedAt: 0 }] };
    });
    await push('Show fleet.example.org');
    expect(desktop.transport.inputsOf('desktop.checkRemote')).toEqual([{ url: URL_THERE }]);
    expect(dialog()?.textContent).toContain('clusterd 0.1.0 answers.');
  });
});

describe('a remote clusterd that refuses the token', () => {
  it('takes a new one in place of the fleet, without a sign-in page', async () => {
    const { app, router, desktop } = await openWindow('/instances/i1', (test) => {
      test.clusterd.role = null;
      showRemote(test, 'refused');
      test.desktop.remotes.set(URL_THERE, FOUND);
    });
    expect(app.get('h1').text()).toBe('fleet.example.org does not let this window in');
    expect(router.currentRoute.value.fullPath).toBe('/instances/i1');
    await app.get('input').setValue('new');
    await app.get('form').trigger('submit');
    await flushPromises();
    expect(desktop.transport.inputsOf('desktop.useRemote')).toEqual([{ url: URL_THERE, token: 'new' }]);
  });
});

describe('a remote clusterd that is away', () => {
  it('keeps the last that is known, says why, and offers this machine', async () => {
    const { app, desktop, transport, push } = await openWindow('/instances/i1', showRemote);
    transport.away = true;
    const problem = { code: 'REMOTE_UNREACHABLE', message: 'connection refused' };
    desktop.change({ workplace: { kind: 'remote', url: URL_THERE, state: 'unreachable', problem } });
    await app.get('button[aria-label="Read again"]').trigger('click');
    await flushPromises();
    expect(app.get('[role=alert]').text()).toContain('connection refused');
    await push('Use this machine');
    expect(desktop.transport.inputsOf('desktop.useLocal')).toHaveLength(1);
  });

  it.each([
    ['CERTIFICATE_UNTRUSTED', 'shows a certificate that is not trusted'],
    ['CERTIFICATE_CHANGED', 'shows another certificate than the pinned one'],
    ['REMOTE_UNREACHABLE', 'does not answer'],
  ])('says for %s that it %s, and what is English is marked', async (code, words) => {
    const { app } = await openWindow('/', (test) => {
      test.transport.away = true;
      const problem = { code, message: 'said in English' };
      const workplace = { kind: 'remote', url: URL_THERE, state: 'unreachable', problem } as const;
      test.desktop.state = { ...test.desktop.state, workplace };
    });
    expect(app.get('h1').text()).toContain(`fleet.example.org ${words}`);
    expect(app.find('[lang=en]').exists()).toBe(code === 'REMOTE_UNREACHABLE');
  });
});
