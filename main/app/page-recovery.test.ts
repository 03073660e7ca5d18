import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { recoverPage, type PageTrouble } from './page-recovery.ts';
import { recordedLog } from './testing/recorded-log.ts';

class FakePage extends EventEmitter {
  readonly acts: string[] = [];
  isGone = false;
  isDestroyed = () => this.isGone;
  reload = () => void this.acts.push('reload');

  /** As Electron: its process is gone then, and everybody is told. */
  forcefullyCrashRenderer(): void {
    this.acts.push('crash');
    this.crash('killed');
  }

  crash(reason = 'crashed'): void {
    this.emit('render-process-gone', {}, { reason, exitCode: 133 });
  }
}

function setUp(answer: (trouble: PageTrouble, signal: AbortSignal) => Promise<boolean> = async () => false) {
  const page = new FakePage();
  const log = recordedLog();
  const asked: PageTrouble[] = [];
  let now = 1_000_000;
  recoverPage({
    page,
    ask: (trouble, signal) => {
      asked.push(trouble);
      return answer(trouble, signal);
    },
    quit: () => void page.acts.push('quit'),
    now: () => now,
    log,
  });
  /** Whatever waits for the next turn of the loop, and what that asks for in turn. */
  const settled = async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return { page, log, asked, settled, pass: (ms: number) => (now += ms) };
}

describe('a page that has crashed', () => {
  it('is loaded anew, three times within a minute, then the person is asked', async () => {
    const { page, asked, settled, pass } = setUp();
    for (let count = 0; count < 3; count += 1) {
      page.crash();
      expect(page.acts).toHaveLength(count);
      await settled();
      pass(10_000);
    }
    expect([page.acts.length, asked]).toEqual([3, []]);
    page.crash('oom');
    await settled();
    expect(asked).toEqual([{ kind: 'crashed', reason: 'oom' }]);
    expect(page.acts).toEqual(['reload', 'reload', 'reload', 'quit']);
  });

  it('now and then is not worth a question', async () => {
    const { page, asked, pass, settled } = setUp();
    for (let count = 0; count < 20; count += 1) {
      page.crash();
      pass(21_000);
    }
    await settled();
    expect([page.acts.length, asked]).toEqual([20, []]);
  });

  it('is tried three times again when the person wants it', async () => {
    const { page, asked, settled } = setUp(async () => true);
    for (let count = 0; count < 4; count += 1) page.crash();
    await settled();
    for (let count = 0; count < 3; count += 1) page.crash();
    await settled();
    expect([page.acts.length, asked.length]).toEqual([7, 1]);
  });

  it('is left alone when it only ended, or its window is gone by then', async () => {
    const { page, log, settled } = setUp();
    page.crash('clean-exit');
    await settled();
    expect([page.acts, log.lines]).toEqual([[], []]);
    page.crash();
    page.isGone = true;
    await settled();
    expect(page.acts).toEqual([]);
  });
});

describe('a page that cannot be loaded', () => {
  it('is asked about with the reason', async () => {
    const { page, asked, settled } = setUp(async () => true);
    page.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'app://elektra/', true);
    await settled();
    expect(asked).toEqual([{ kind: 'unloadable', reason: 'ERR_FILE_NOT_FOUND (-6)' }]);
    expect(page.acts).toEqual(['reload']);
  });

  it('is not meant when a load was replaced, or a frame failed', () => {
    const { page, asked } = setUp();
    page.emit('did-fail-load', {}, -3, 'ERR_ABORTED', 'app://elektra/', true);
    page.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'app://elektra/x', false);
    expect(asked).toEqual([]);
  });
});

describe('a page that does not answer', () => {
  it('is ended and loaded anew if the person wants it', async () => {
    const { page, asked, settled } = setUp(async () => true);
    page.emit('unresponsive');
    await settled();
    expect(asked).toEqual([{ kind: 'unresponsive' }]);
    expect(page.acts).toEqual(['crash', 'reload']);
  });

  it('is waited for if the person wants that', async () => {
    const { page, settled } = setUp(async () => false);
    page.emit('unresponsive');
    await settled();
    expect(page.acts).toEqual([]);
  });

  it('and then answers takes its question back', async () => {
    let taken = false;
    const { page, settled } = setUp(
      (_trouble, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            taken = true;
            resolve(true);
          }),
        ),
    );
    page.emit('unresponsive');
    page.emit('responsive');
    await settled();
    expect([taken, page.acts]).toEqual([true, []]);
  });
});
