import type { MessageBoxOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { askBeforeQuitting } from './quit-question.ts';
import { ENGLISH } from './texts/english.ts';

async function quitting(counts: { pending: number; pendingInstances: number } | null, answer: string, canHide = false) {
  const asked: MessageBoxOptions[] = [];
  let isHidden = false;
  const mayQuit = await askBeforeQuitting({
    texts: ENGLISH.quit,
    counts: () => counts,
    async ask(options) {
      asked.push(options);
      return { response: options.buttons?.indexOf(answer) ?? -1 };
    },
    canHide: () => canHide,
    hide: () => void (isHidden = true),
  });
  return { mayQuit, asked, isHidden };
}

const WAITING = { pending: 7, pendingInstances: 3 };

describe('quitting', () => {
  it('asks nothing when nothing waits, or when it waits elsewhere', async () => {
    expect(await quitting({ pending: 0, pendingInstances: 0 }, '')).toMatchObject({ mayQuit: true, asked: [] });
    expect(await quitting(null, '')).toMatchObject({ mayQuit: true, asked: [] });
  });

  it('says how much waits on how many instances and that nothing is delivered meanwhile; escape stays', async () => {
    const { mayQuit, asked } = await quitting(WAITING, 'Cancel');
    expect(mayQuit).toBe(false);
    expect(asked[0]).toMatchObject({
      message: '7 keys wait to be delivered to 3 instances.',
      detail: expect.stringContaining('Nothing is delivered while Elektra Web is closed.'),
      buttons: ['Quit', 'Cancel'],
      cancelId: 1,
    });
    expect((await quitting(WAITING, 'Quit')).mayQuit).toBe(true);
  });

  it('goes on in the tray where there is one', async () => {
    expect(await quitting(WAITING, 'Keep running in the tray', true)).toMatchObject({ mayQuit: false, isHidden: true });
    expect(await quitting(WAITING, 'Cancel', true)).toMatchObject({ mayQuit: false, isHidden: false });
    expect(await quitting(WAITING, 'Quit', true)).toMatchObject({ mayQuit: true, isHidden: false });
  });
});
