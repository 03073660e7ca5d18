import type { MessageBoxOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { shellTexts } from './shell-texts.ts';
import { createTroubleDialogs } from './trouble-dialogs.ts';

/** A dialog that answers by the names of its buttons, one after another. */
function setUp(...answers: readonly string[]) {
  const shown: MessageBoxOptions[] = [];
  const rest = [...answers];
  let logs = 0;
  const dialogs = createTroubleDialogs({
    dialog: {
      showMessageBox: async (...args: readonly unknown[]) => {
        const options = args.at(-1) as MessageBoxOptions;
        shown.push(options);
        return { response: options.buttons?.indexOf(rest.shift() ?? '') ?? -1, checkboxChecked: false };
      },
    },
    texts: shellTexts(['en-GB']),
    showLogs: async () => void (logs += 1),
  });
  return { dialogs, shown, logs: () => logs };
}

const { signal } = new AbortController();

describe('what the shell says by itself', () => {
  it('asks whether to load the page anew, with the reason and what is safe', async () => {
    const { dialogs, shown } = setUp('Reload');
    expect(await dialogs.aboutPage({ kind: 'crashed', reason: 'oom' }, signal)).toBe(true);
    expect(shown[0]).toMatchObject({
      message: 'The interface has crashed several times.',
      buttons: ['Reload', 'Show logs', 'Quit'],
    });
    expect(shown[0]?.detail).toMatch(/^The reason: oom\.\n\nNothing that was saved is lost/);
  });

  it('shows the logs and asks again', async () => {
    const { dialogs, shown, logs } = setUp('Show logs', 'Show logs', 'Wait');
    expect(await dialogs.aboutPage({ kind: 'unresponsive' }, signal)).toBe(false);
    expect([shown.length, logs()]).toEqual([3, 2]);
    expect(shown[0]?.signal).toBe(signal);
  });

  it('says what is wrong when the application has a defect, or cannot start', async () => {
    const { dialogs, shown } = setUp('Restart', 'Quit');
    expect(await dialogs.aboutFault()).toBe(true);
    await dialogs.aboutRefusal('The data are held by clusterd (pid 7).');
    expect(shown[1]).toMatchObject({ detail: 'The data are held by clusterd (pid 7).', buttons: ['Quit'] });
  });
});

describe('its language', () => {
  it.each([
    [['de-AT', 'en-GB'], 'Neu laden'],
    [['fr-FR', 'de-DE', 'en'], 'Neu laden'],
    [['en-US', 'de'], 'Reload'],
    [['fr'], 'Reload'],
    [[], 'Reload'],
  ])('is the first of %j that it speaks: %s', (languages, word) => {
    expect(shellTexts(languages).reload).toBe(word);
  });
});
