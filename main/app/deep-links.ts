import type { App, Event } from 'electron';
import { addressOfDeepLink, DEEP_LINK_SCHEME } from '#shared/desktop/deep-link.ts';
import type { Log } from './log.ts';

interface Linked extends Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'> {
  on(event: 'open-url', listener: (event: Event, url: string) => void): unknown;
}

/** Links of the system on their way to the page. */
export interface DeepLinks {
  /** The address with which the window opens; `/` unless a link started the application. */
  firstAddress(): string;
  /** From now on `open` gets the address of each link. */
  onLink(open: (address: string) => void): void;
  /** What a start of the application hands over; links among it are opened. */
  receiveArguments(argv: readonly string[]): void;
  /** The link among them, whatever it names. */
  linkAmong(argv: readonly string[]): string | null;
}

/**
 * Called before the application is ready: macOS tells of the link that started it very early.
 * https://www.electronjs.org/docs/latest/tutorial/launch-app-from-url-in-another-app
 */
export function receiveDeepLinks(app: Linked, argv: readonly string[], log: Log): DeepLinks {
  let first = '/';
  let open = (address: string): void => void (first = address);

  function receive(link: string): void {
    const address = addressOfDeepLink(link);
    // What the link holds is a stranger's, and stays out of the log.
    if (address === null) log.warn({ length: link.length }, 'a link that names no place of the interface was ignored');
    else open(address);
  }

  function linkAmong(args: readonly string[]): string | null {
    return args.find((arg) => arg.toLowerCase().startsWith(`${DEEP_LINK_SCHEME}:`)) ?? null;
  }

  function receiveArguments(args: readonly string[]): void {
    const link = linkAmong(args);
    if (link !== null) receive(link);
  }

  app.on('open-url', (event, url) => {
    event.preventDefault();
    receive(url);
  });
  receiveArguments(argv);
  // In development it would register Electron itself, without our program.
  if (app.isPackaged && !app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME)) {
    log.warn({ scheme: DEEP_LINK_SCHEME }, 'the system did not take the application for its links');
  }

  return {
    firstAddress: () => first,
    onLink: (listener) => void (open = listener),
    receiveArguments,
    linkAmong,
  };
}
