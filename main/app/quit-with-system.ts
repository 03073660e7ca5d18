import type { Event } from 'electron';
import type { Log } from './log.ts';

export interface SystemEnds {
  readonly platform: NodeJS.Platform;
  readonly powerMonitor: { on(event: 'shutdown', listener: (event?: Event) => void): unknown };
  readonly window: { on(event: 'session-end', listener: () => void): unknown };
  readonly ending: { quitNow(): void };
  readonly log: Log;
}

/**
 * The system shuts down or the person logs off: everything is closed without a question, which nobody would answer. Not on macOS, which tells the same
 * when the person quits from the Dock: https://github.com/electron/electron/issues/24105
 * https://www.electronjs.org/docs/latest/api/power-monitor#event-shutdown-linux-macos and
 * https://www.electronjs.org/docs/latest/api/browser-window#event-session-end-windows
 */
export function quitWithSystem({ platform, powerMonitor, window, ending, log }: SystemEnds): void {
  if (platform === 'linux') {
    powerMonitor.on('shutdown', (event) => {
      log.info({}, 'the system shuts down');
      // It waits a moment, until this process has ended.
      event?.preventDefault();
      ending.quitNow();
    });
  }
  window.on('session-end', () => {
    log.info({}, 'the session of the person ends');
    ending.quitNow();
  });
}
