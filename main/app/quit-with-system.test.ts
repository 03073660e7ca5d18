import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { quitWithSystem } from './quit-with-system.ts';
import { PreventableEvent } from './testing/preventable-event.ts';
import { recordedLog } from './testing/recorded-log.ts';

function setUp(platform: NodeJS.Platform) {
  const [powerMonitor, window] = [new EventEmitter(), new EventEmitter()];
  let quits = 0;
  const ending = { quitNow: () => (quits += 1) };
  quitWithSystem({ platform, powerMonitor, window, ending, log: recordedLog() });
  return { powerMonitor, window, quits: () => quits };
}

it('the application quits without a question when the system shuts down or the person logs off', () => {
  const { powerMonitor, window, quits } = setUp('linux');
  const shutdown = new PreventableEvent();
  powerMonitor.emit('shutdown', shutdown);
  expect([quits(), shutdown.defaultPrevented]).toEqual([1, true]);
  window.emit('session-end');
  expect(quits()).toBe(2);
});

it('on macOS the same is told when the person quits, who is asked', () => {
  const { powerMonitor, quits } = setUp('darwin');
  powerMonitor.emit('shutdown', new PreventableEvent());
  expect(quits()).toBe(0);
});
