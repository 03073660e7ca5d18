import { extname } from 'node:path';
import type { Protocol } from 'electron';
import { APP_SCHEME, appUrlOf } from './security/app-scheme.ts';
import type { AppFiles } from './security/app-files.ts';
import { contentSecurityPolicy } from './security/content-security-policy.ts';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.json', 'application/json; charset=utf-8'],
  ['.wasm', 'application/wasm'],
  ['.woff2', 'font/woff2'],
]);

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Of everything that is not the page: opened by itself, a picture or an error runs and loads nothing. */
const NOTHING = { ...EVERYWHERE, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox" };

export interface ServedApp {
  /** The built renderer. */
  readonly files: AppFiles;
  /** The page, with a nonce made for this answer. */
  page(): { readonly html: string; readonly nonce: string };
}

/** Serves the built renderer to the window, and the page itself at every other address of it. */
export function serveApp({ protocol }: { readonly protocol: Pick<Protocol, 'handle'> }, app: ServedApp): void {
  protocol.handle(APP_SCHEME, (request) => answer(request, app));
}

async function answer({ url: text, method }: Request, { files, page }: ServedApp): Promise<Response> {
  const url = appUrlOf(text);
  if (url === null) return empty(404);
  if (method !== 'GET' && method !== 'HEAD') return empty(405);
  const type = TYPES.get(extname(url.pathname));
  const body = type === undefined ? null : await files.read(url.pathname);
  if (type !== undefined && body !== null) {
    return new Response(body, { headers: { ...NOTHING, 'content-type': type } });
  }
  // Addresses of the page may hold dots too: hosts and names of keys do.
  return url.pathname.startsWith('/assets/') ? empty(404) : pageAnswer(page());
}

function pageAnswer({ html, nonce }: ReturnType<ServedApp['page']>): Response {
  const headers = {
    ...EVERYWHERE,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy(nonce),
    'cache-control': 'no-store',
  };
  return new Response(html, { headers });
}

function empty(status: number): Response {
  return new Response(null, { status, headers: NOTHING });
}
