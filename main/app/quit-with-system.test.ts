import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { quitWithSystem } from './quit-with-system.ts';
import { PreventableEvent } from './testing/preventable-event.ts';
import { recordedLog } from './testing/recorded-log.ts';

it('the application quits without a question when the system shuts down or the person logs off', () => {
  const [powerMonitor, window] = [new EventEmitter(), new EventEmitter()];
  let quits = 0;
  quitWithSystem(powerMonitor, window, { quitNow: () => (quits += 1) }, recordedLog());
  const shutdown = new PreventableEvent();
  powerMonitor.emit('shutdown', shutdown);
  expect([quits, shutdown.defaultPrevented]).toEqual([1, true]);
  window.emit('session-end');
  expect(quits).toBe(2);
});
