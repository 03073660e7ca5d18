import type { Event, WebContents } from 'electron';
import type { Log } from '../log.ts';
import { denyNavigation } from './deny-navigation.ts';
import { denyWebviews } from './deny-webviews.ts';
import { denyWindows } from './deny-windows.ts';

type Contents = Parameters<typeof denyNavigation>[0] &
  Parameters<typeof denyWindows>[0] &
  Parameters<typeof denyWebviews>[0];

interface Creating {
  on(event: 'web-contents-created', listener: (event: Event, contents: WebContents) => void): unknown;
}

interface Securing {
  readonly openOutside: (url: string) => void;
  readonly log: Log;
}

/** The rules of a page hold for every page there will ever be, whoever makes it. https://www.electronjs.org/docs/latest/api/app#event-web-contents-created */
export function secureContents(app: Creating, securing: Securing): void {
  app.on('web-contents-created', (_event, contents) => secure(contents, securing));
}

function secure(contents: Contents, { openOutside, log }: Securing): void {
  denyNavigation(contents, { openOutside, log });
  denyWindows(contents, openOutside);
  denyWebviews(contents, log);
}
