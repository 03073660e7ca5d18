import { execFile } from 'node:child_process';

/** Asks, of a system without a bus or without this program, in vain. */
const QUESTION = [
  '--session',
  '--print-reply=literal',
  '--reply-timeout=2000',
  '--dest=org.freedesktop.DBus',
  '/org/freedesktop/DBus',
  'org.freedesktop.DBus.NameHasOwner',
  'string:org.kde.StatusNotifierWatcher',
];

interface Asking {
  readonly program?: string;
  /** ELEKTRA_WEB_TRAY */
  readonly known?: string | undefined;
}

/**
 * Whether the system shows a tray. On Linux only some desktops do, those on whose bus somebody keeps the list of icons
 * (https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/). Where that cannot be asked the answer is no: a window that is
 * closed into a tray which nobody shows could not be brought back. ELEKTRA_WEB_TRAY (`yes`, `no`) says it where it is known better.
 */
export function hasTrayHost(
  platform: NodeJS.Platform,
  { program = 'dbus-send', known }: Asking = {},
): Promise<boolean> {
  if (known === 'yes' || known === 'no') return Promise.resolve(known === 'yes');
  if (platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    execFile(program, QUESTION, { timeout: 3_000 }, (error, answer) =>
      resolve(error === null && answer.includes('boolean true')),
    );
  });
}
