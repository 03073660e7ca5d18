import type { Protocol } from 'electron';

export const APP_SCHEME = 'app';
const APP_HOST = 'elektra';

/** Of the only page there is, as Electron's frames tell it. Node calls the origin of such an address `null`. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/**
 * The page comes neither from a network nor from `file:`, which could read every file. Standard: addresses, modules and storage work as those of a
 * server; secure: it is trusted as one over TLS. Nothing more: it cannot be fetched by scripts or from elsewhere, and its policy cannot be bypassed.
 * Called once, before the application is ready. https://www.electronjs.org/docs/latest/tutorial/security#18-avoid-usage-of-the-file-protocol-and-prefer-usage-of-custom-protocols
 */
export function registerAppScheme({ protocol }: { readonly protocol: Pick<Protocol, 'registerSchemesAsPrivileged'> }) {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/** The address as one of our own page, or null for any other. */
export function appUrlOf(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOwn =
    url !== null &&
    url.protocol === `${APP_SCHEME}:` &&
    url.host === APP_HOST &&
    url.username === '' &&
    url.password === '';
  return isOwn ? url : null;
}
