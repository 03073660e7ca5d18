import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { rawHeaders, type Answer } from './answer.ts';
import { serveClientFiles } from './client-files.ts';
import { openClientPage, type ClientPage } from './client-page.ts';
import type { RouteContext } from './operation-routes.ts';
import { contentSecurityPolicy, securityHeaders } from './security-headers.ts';

const API = /^\/api(?:\/|$)/;
const FILE = /\.(?:css|gif|html|ico|jpg|js|json|map|mjs|png|svg|txt|wasm|webmanifest|webp|woff2?)$/;

/** Serves the built client at every address that is not the API's. @throws StartRefused when it is not built. */
export async function serveClient(app: FastifyInstance, folder: string, context: RouteContext): Promise<void> {
  const { access, sender, basePath } = context;
  const page = await openClientPage(folder, basePath);

  function answer(request: FastifyRequest, reply: FastifyReply): void {
    const [path = ''] = request.url.slice(basePath.length).split('?', 1);
    if (API.test(path) || !isPage(path, request)) return void reply.callNotFound();
    access.checkPlace(request);
    sender.send(reply, pageAnswer(page, request.protocol === 'https'));
  }

  serveClientFiles(app, folder, context);
  app.get(`${basePath}/*`, answer);
  if (basePath !== '') {
    app.get(basePath, answer);
    app.get('/', (_request, reply) => reply.redirect(`${basePath}/`, 307));
  }
}

/** Pages of the client may hold dots (hosts, key names); what a page loads does not say that it wants a page. */
function isPage(path: string, request: FastifyRequest): boolean {
  if (path === '/index.html') return true;
  if (path.startsWith('/assets/')) return false;
  return !FILE.test(path) || (request.headers.accept ?? '').includes('text/html');
}

function pageAnswer(page: ClientPage, secure: boolean): Answer {
  const { html, nonce } = page();
  return {
    status: 200,
    headers: rawHeaders({
      ...securityHeaders(secure),
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce),
      // A page that is shown again must not bring an old nonce along.
      'cache-control': 'no-store',
    }),
    body: html,
  };
}
