import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { openWindow } from '../../testing/open-window.ts';

enableAutoUnmount(afterEach);

const MOVE = { file: '/home/ada/my fleet.age', writtenAt: 1_700_000_000_000, withSecrets: true, isWritten: true };

async function writing() {
  const test = await openWindow('/', ({ desktop }) => (desktop.chosen = MOVE.file));
  await test.command('move-to-server');
  return test;
}

describe('moving to a server', () => {
  it('writes the file, then says what to do with it there', async () => {
    const { desktop, push, type, submit, dialog, button, app, router } = await writing();
    expect(button('Write the file').getAttribute('aria-disabled')).toBe('true');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Choose File');
    await push('Choose File');
    await type('Passphrase', 'too short');
    await type('Passphrase again', 'too short');
    await submit();
    expect(dialog()?.textContent).toContain('at least 10 characters');
    await type('Passphrase', 'correct horse battery staple');
    await type('Passphrase again', 'correct horse battery');
    await submit();
    expect(desktop.transport.inputsOf('desktop.writeBackup')).toEqual([]);
    await type('Passphrase again', 'correct horse battery staple');
    await submit();
    expect(desktop.transport.inputsOf('desktop.writeBackup')).toEqual([
      { file: MOVE.file, passphrase: 'correct horse battery staple', withSecrets: true, move: true },
    ]);
    expect(dialog()?.textContent).toContain("elektra-web restore 'my fleet.age'");
    await push('Close');
    expect(app.text()).toContain('Nothing is delivered from here.');
    desktop.change({ remoteAccess: { state: 'unavailable', url: null, problem: null } });
    await router.push('/preferences');
    await flushPromises();
    expect(app.text()).toContain('Off while the fleet is being moved to a server.');
  });

  it('says why the file was not written, and keeps the passphrase', async () => {
    const { desktop, push, type, submit, dialog, field } = await writing();
    desktop.before = () => {
      throw new ElektraError('BACKUP_REFUSED', 'There is a file already.', { data: { reason: 'exists' } });
    };
    await push('Choose File');
    await type('Passphrase', 'four words and one');
    await type('Passphrase again', 'four words and one');
    await submit();
    expect(dialog()?.textContent).toContain('There is a file already.');
    expect(field('Passphrase')).toHaveProperty('value', 'four words and one');
  });

  it('replaces a file only when the system or this window has asked', async () => {
    const { desktop, push, type, submit, dialog, button } = await writing();
    desktop.before = (act) => {
      if (act !== 'desktop.writeBackup' || desktop.transport.inputsOf('desktop.writeBackup').length > 1) return;
      throw new ElektraError('BACKUP_EXISTS', undefined, { data: { file: MOVE.file } });
    };
    await push('Choose File');
    await type('Passphrase', 'four words and one');
    await type('Passphrase again', 'four words and one');
    await submit();
    expect(dialog()?.textContent).toContain('There is a file of this name already.');
    expect(button('Replace it')).toBeDefined();
    await submit();
    expect(dialog()?.textContent).toContain('elektra-web restore');
    expect(desktop.transport.inputsOf('desktop.writeBackup')).toMatchObject([{}, { replace: true }]);
    await push('Close');
    const asked = await openWindow('/preferences', ({ desktop: other }) => {
      [other.chosen, other.isThere] = [MOVE.file, true];
    });
    await asked.push('Back up…');
    await asked.push('Choose File');
    await asked.type('Passphrase', 'four words and one');
    await asked.type('Passphrase again', 'four words and one');
    await asked.submit();
    expect(asked.desktop.transport.inputsOf('desktop.writeBackup')).toMatchObject([{ replace: true }]);
  });

  it('waits until it is finished, and says whether the server has taken over', async () => {
    const { type, submit, push, dialog, desktop, app } = await openWindow('/', (test) => {
      test.desktop.state = { ...test.desktop.state, move: MOVE };
    });
    const found = {
      version: '0.1.0',
      who: { name: 'ada', role: 'admin', expiresAt: null, open: false, opensOn: null },
      isSuccessor: false,
    } as const;
    desktop.remotes.set('https://there', found);
    await push('Finish…');
    await type('Address', 'https://there');
    await type('Access token', 't');
    await submit();
    expect(dialog()?.textContent).toContain('It has not taken over from this machine.');
    desktop.remotes.set('https://there', { ...found, isSuccessor: true });
    await type('Access token', 't2');
    await submit();
    expect(dialog()?.textContent).toContain('It has taken over from this machine.');
    await submit();
    expect(app.text()).not.toContain('Being moved to a server');
  });

  it('is not to be finished before its file is written', async () => {
    const { desktop, push, type, submit, app } = await writing();
    const acts = () =>
      app.findAll('[role=status]').flatMap((bar) => bar.findAll('.acts button').map((one) => one.text()));
    let write: () => void = () => undefined;
    desktop.before = () => new Promise<void>((resolve) => (write = resolve));
    await push('Choose File');
    await type('Passphrase', 'four words and one');
    await type('Passphrase again', 'four words and one');
    await submit();
    expect(app.text()).toContain('Moving to a server: the file is not written yet.');
    expect(acts()).toEqual(['Give up']);
    write();
    await flushPromises();
    expect(app.text()).toContain('Being moved to a server since');
    expect(acts()).toEqual(['What comes next', 'Finish…', 'Give up']);
  });

  it('is given up after a question', async () => {
    const { push, app, dialog } = await openWindow('/', (test) => {
      test.desktop.state = { ...test.desktop.state, move: MOVE };
    });
    await push('Give up');
    expect(dialog()?.textContent).toContain('This machine delivers again.');
    await push('Give up');
    expect(app.text()).not.toContain('Being moved to a server');
  });

  it('is not begun by a backup', async () => {
    const { push, type, submit, desktop, app } = await openWindow('/preferences', (test) => {
      test.desktop.chosen = MOVE.file;
    });
    await push('Back up…');
    await push('Choose File');
    await type('Passphrase', 'four words and one');
    await type('Passphrase again', 'four words and one');
    await submit();
    expect(desktop.transport.inputsOf('desktop.writeBackup')).toMatchObject([{ move: false, withSecrets: false }]);
    expect(app.text()).not.toContain('Being moved to a server');
  });
});
