import type { Event } from 'electron';
import type { Log } from './log.ts';

interface Ending {
  quitNow(): void;
}

/**
 * The system shuts down or the person logs off: everything is closed without a question, which nobody would answer.
 * https://www.electronjs.org/docs/latest/api/power-monitor#event-shutdown-linux-macos and
 * https://www.electronjs.org/docs/latest/api/browser-window#event-session-end-windows
 */
export function quitWithSystem(
  powerMonitor: { on(event: 'shutdown', listener: (event?: Event) => void): unknown },
  window: { on(event: 'session-end', listener: () => void): unknown },
  ending: Ending,
  log: Log,
): void {
  powerMonitor.on('shutdown', (event) => {
    log.info({}, 'the system shuts down');
    // It waits a moment, until this process has ended.
    event?.preventDefault();
    ending.quitNow();
  });
  window.on('session-end', () => {
    log.info({}, 'the session of the person ends');
    ending.quitNow();
  });
}
