import type { Event, WebPreferences } from 'electron';
import type { Log } from '../log.ts';

interface Attaching {
  on(
    event: 'will-attach-webview',
    listener: (event: Event, webPreferences: WebPreferences, params: Record<string, string>) => void,
  ): unknown;
}

/** No page shows another one inside itself. https://www.electronjs.org/docs/latest/tutorial/security#12-verify-webview-options-before-creation */
export function denyWebviews(contents: Attaching, log: Log): void {
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log.warn({}, 'a web view in the page was refused');
  });
}
