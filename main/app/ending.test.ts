import { describe, expect, it } from 'vitest';
import { createEnding, type EndingOptions } from './ending.ts';
import { FakeApp } from './testing/fake-app.ts';
import { recordedLog } from './testing/recorded-log.ts';

function setUp(options: Partial<EndingOptions> = {}) {
  const app = new FakeApp();
  const log = recordedLog();
  const closed: string[] = [];
  const ending = createEnding({
    app,
    platform: 'linux',
    log,
    mayQuit: async () => true,
    close: async () => void closed.push('closed'),
    startAnew: (link) => void closed.push(`anew ${link}`),
    ...options,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { app, log, closed, ending, settled };
}

describe('the end of the application', () => {
  it('is asked for, then the windows close, then what it holds, then the process', async () => {
    const { app, closed, ending, settled } = setUp();
    ending.quit();
    expect([app.windows, ending.isQuitting()]).toEqual([1, false]);
    await settled();
    expect([app.windows, closed, app.exits, ending.isQuitting()]).toEqual([0, ['closed'], [0], true]);
  });

  it('does not come when the person stays, and is asked for again the next time', async () => {
    let asked = 0;
    const { app, closed, ending, settled } = setUp({ mayQuit: async () => (asked += 1) > 1 });
    ending.quit();
    ending.quit();
    await settled();
    expect([asked, app.windows, closed, app.exits]).toEqual([1, 1, [], []]);
    ending.quit();
    await settled();
    expect([asked, app.exits]).toEqual([2, [0]]);
  });

  it('needs no answer when the system or an update wants it, also while the person is asked', async () => {
    const { app, ending, settled } = setUp({ mayQuit: () => new Promise(() => undefined) });
    ending.quit();
    ending.quitNow(3);
    await settled();
    expect(app.exits).toEqual([3]);

    const update = setUp({ mayQuit: async () => false });
    update.ending.skipQuestion();
    update.app.quit();
    await update.settled();
    expect(update.app.exits).toEqual([0]);
  });

  it('is a new start when that is wanted, also by somebody who starts it while it ends', async () => {
    const { app, closed, ending, settled } = setUp({ mayQuit: async () => false });
    ending.restart();
    await settled();
    expect([closed, app.exits]).toEqual([['closed', 'anew null'], [0]]);

    const late = setUp();
    late.ending.quitNow(143);
    late.ending.restart('elektra-web://preferences');
    await late.settled();
    expect([late.closed, late.app.exits]).toEqual([['closed', 'anew elektra-web://preferences'], [0]]);
  });

  it('comes once, however often it is asked for', async () => {
    const { app, closed, ending, settled } = setUp();
    ending.quitNow();
    ending.quitNow();
    app.quit();
    await settled();
    expect([closed, app.exits]).toEqual([['closed'], [0]]);
  });

  it('is kept by no defect of the question or of closing', async () => {
    const broken = setUp({
      mayQuit: () => Promise.reject(new Error('no question')),
      close: () => Promise.reject(new Error('no close')),
    });
    broken.ending.quit();
    await broken.settled();
    expect(broken.app.exits).toEqual([1]);
    expect(broken.log.lines.map(({ level }) => level)).toEqual(['error', 'error']);
  });

  it('does not wait for ever', async () => {
    const { app, ending, log } = setUp({ close: () => new Promise(() => undefined), closeLimitMs: 5 });
    const exit = new Promise((resolve) => Object.assign(app, { exit: resolve }));
    ending.quitNow();
    expect(await exit).toBe(1);
    expect(log.lines.at(-1)?.message).toContain('closing took too long');
  });

  it.each([
    ['linux', [0]],
    ['win32', [0]],
    ['darwin', []],
  ] as const)('comes with the last window on %s: %j', async (platform, exits) => {
    const { app, settled } = setUp({ platform });
    app.emit('window-all-closed');
    await settled();
    expect(app.exits).toEqual(exits);
  });
});
