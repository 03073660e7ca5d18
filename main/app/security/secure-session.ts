import type { Session } from 'electron';
import type { Log } from '../log.ts';
import { denyDownloads } from './deny-downloads.ts';
import { denyNetwork } from './deny-network.ts';
import { denyPermissions, type PermissionSession } from './deny-permissions.ts';

interface Creating {
  on(event: 'session-created', listener: (session: Session) => void): unknown;
}

/** No session grants a permission, whoever makes it; that of updates needs the network. https://www.electronjs.org/docs/latest/api/app#event-session-created */
export function securePermissions(app: Creating): void {
  app.on('session-created', (session) => denyPermissions(session));
}

/** The session of the window, which has neither permissions nor network nor downloads. */
export function secureWindowSession(
  session: PermissionSession & Parameters<typeof denyDownloads>[0] & Parameters<typeof denyNetwork>[0],
  log: Log,
): void {
  denyPermissions(session);
  denyNetwork(session, log);
  denyDownloads(session, log);
}
