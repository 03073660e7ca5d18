import type {
  Event,
  WebContentsWillFrameNavigateEventParams,
  WebContentsWillNavigateEventParams,
  WebContentsWillRedirectEventParams,
} from 'electron';
import type { Log } from '../log.ts';
import { appUrlOf } from './app-scheme.ts';

interface Navigating {
  on(event: 'will-navigate', listener: (details: Event<WebContentsWillNavigateEventParams>) => void): unknown;
  on(event: 'will-redirect', listener: (details: Event<WebContentsWillRedirectEventParams>) => void): unknown;
  on(
    event: 'will-frame-navigate',
    listener: (details: Event<WebContentsWillFrameNavigateEventParams>) => void,
  ): unknown;
}

interface Denying {
  /** Gets what the page would have gone to. */
  readonly openOutside: (url: string) => void;
  readonly log: Log;
}

/**
 * A page stays what it is: it goes nowhere but to addresses of its own, no frame in it goes anywhere, and nothing sends it elsewhere.
 * https://www.electronjs.org/docs/latest/tutorial/security#13-disable-or-limit-navigation
 */
export function denyNavigation(contents: Navigating, { openOutside, log }: Denying): void {
  contents.on('will-navigate', (details) => {
    if (appUrlOf(details.url) !== null) return;
    details.preventDefault();
    openOutside(details.url);
  });
  contents.on('will-redirect', (details) => {
    details.preventDefault();
    log.warn({ url: originOf(details.url) }, 'a redirect of the page was refused');
  });
  contents.on('will-frame-navigate', (details) => {
    if (details.isMainFrame) return;
    details.preventDefault();
    log.warn({ url: originOf(details.url) }, 'a frame in the page was refused');
  });
}

/** Enough to find out who it was; the rest of an address may hold what nobody should read in a log. */
export function originOf(text: string): string {
  if (!URL.canParse(text)) return 'no address';
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}
