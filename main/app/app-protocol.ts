import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { protocol, type Session } from 'electron';

/** The scheme and the only host of the page in the window. */
export const APP_ORIGIN = 'app://elektra';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Called before the application is ready. https://www.electronjs.org/docs/latest/api/protocol#protocolregisterschemesasprivilegedcustomschemes */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
}

export interface ServedPage {
  /** The built renderer. */
  readonly folder: string;
  /** The page, with a nonce made for this answer. */
  page(): { readonly html: string; readonly nonce: string };
  policy(nonce: string): string;
}

/** Serves the built renderer, and the page itself at every other address of it. */
export function serveApp(session: Session, { folder, page, policy }: ServedPage): void {
  session.protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'elektra') return new Response(null, { status: 404 });
    const type = TYPES[extname(url.pathname)];
    if (type === undefined || !/^\/[\w./-]+$/.test(url.pathname) || url.pathname.includes('..')) {
      const { html, nonce } = page();
      return new Response(html, {
        headers: { 'content-type': TYPES['.html'] ?? '', 'content-security-policy': policy(nonce) },
      });
    }
    const body = await readFile(join(folder, url.pathname)).catch(() => null);
    if (body === null) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(body), { headers: { 'content-type': type } });
  });
}
