import type { Session } from 'electron';
import type { Log } from '../log.ts';
import { APP_SCHEME } from './app-scheme.ts';
import { originOf } from './deny-navigation.ts';

/** Ours, what a page makes of its own data, and the tools for developers. */
const INSIDE: ReadonlySet<string> = new Set([`${APP_SCHEME}:`, 'data:', 'blob:', 'devtools:']);

/**
 * The window has no network, whatever a page in it tries: the second lock behind the policy of the page.
 * https://www.electronjs.org/docs/latest/tutorial/security#1-only-load-secure-content
 */
export function denyNetwork(
  { webRequest }: { readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'> },
  log: Log,
) {
  webRequest.onBeforeRequest(({ url }, callback) => {
    const cancel = !URL.canParse(url) || !INSIDE.has(new URL(url).protocol);
    if (cancel) log.warn({ url: originOf(url) }, 'the window asked for something of the network and was refused');
    callback({ cancel });
  });
}
