import type { Shell } from 'electron';
import type { Log } from '../log.ts';
import { originOf } from './deny-navigation.ts';

interface OwnPlace {
  readonly host: string;
  /** The path, or what it begins with. */
  readonly path: string;
}

/** Where our documents are. */
const OWN_PLACES: readonly OwnPlace[] = [
  { host: 'www.libelektra.org', path: '/' },
  { host: 'github.com', path: '/ElektraInitiative/' },
];

/** Whether the browser of the system may be sent there without a question. */
export function isOwnLink(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host, username, password, pathname } = new URL(text);
  if (protocol !== 'https:' || username !== '' || password !== '') return false;
  return OWN_PLACES.some((place) => place.host === host && pathname.startsWith(place.path));
}

/**
 * Opens links to our documents in the browser of the system. Everything else is refused: an address of another kind can start any program.
 * https://www.electronjs.org/docs/latest/tutorial/security#15-do-not-use-shellopenexternal-with-untrusted-content
 */
export function createExternalLinks({
  shell,
  log,
}: {
  readonly shell: Pick<Shell, 'openExternal'>;
  readonly log: Log;
}) {
  return (url: string): void => {
    if (!isOwnLink(url)) return log.warn({ url: originOf(url) }, 'a link to the outside was refused');
    shell.openExternal(new URL(url).href).catch((error: unknown) => {
      log.error({ err: error, url: originOf(url) }, 'the browser of the system did not open a link');
    });
  };
}
