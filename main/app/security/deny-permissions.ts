import type { Session } from 'electron';
import { APP_ORIGIN, appUrlOf } from './app-scheme.ts';

export type PermissionSession = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setUSBProtectedClassesHandler'
  | 'setBluetoothPairingHandler'
>;

/** Putting text on the clipboard, by the buttons that say so. Reading it is not among what the page may do. */
const GRANTED = 'clipboard-sanitized-write';

/**
 * No camera, no place, no device, no notification, no other program. Electron's own default is to grant everything.
 * https://www.electronjs.org/docs/latest/tutorial/security#5-handle-session-permission-requests-from-remote-content
 */
export function denyPermissions(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, permission, callback, { isMainFrame, requestingUrl }) => {
    callback(permission === GRANTED && isMainFrame && appUrlOf(requestingUrl) !== null);
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin, { isMainFrame }) =>
      permission === GRANTED && isMainFrame && requestingOrigin.replace(/\/$/, '') === APP_ORIGIN,
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
}
