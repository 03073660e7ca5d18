import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { rawHeaders, type Answer } from './answer.ts';
import { looksLikeFile, type ClientFile } from './client-file.ts';
import type { ClientFiles } from './client-files.ts';
import type { RouteContext } from './operation-routes.ts';
import { contentSecurityPolicy, securityHeaders } from './security-headers.ts';

const EMPTY = Buffer.alloc(0);
const API = /^\/api(?:\/|$)/;

/** Serves the built client at every address that is not the API's. */
export function serveClient(app: FastifyInstance, files: ClientFiles, context: RouteContext): void {
  const { access, sender, basePath } = context;

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const [path = ''] = request.url.slice(basePath.length).split('?', 1);
    if (API.test(path)) return missing(reply);
    access.checkPlace(request);
    const file = fileAt(files, path);
    const secure = request.protocol === 'https';
    if (file !== undefined) sender.send(reply, await fileAnswer(file, request, secure));
    else if (isPage(path, request)) sender.send(reply, pageAnswer(files, secure));
    else return missing(reply);
    return reply;
  }

  app.get(`${basePath}/*`, answer);
  if (basePath !== '') {
    app.get(basePath, answer);
    app.get('/', (_request, reply) => reply.redirect(`${basePath}/`, 307));
  }
}

function missing(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}

function fileAt(files: ClientFiles, path: string): ClientFile | undefined {
  try {
    return files.file(decodeURIComponent(path.slice(1)));
  } catch {
    // Not percent-encoding of UTF-8, so it names no file.
    return undefined;
  }
}

/** Pages of the client may hold dots (hosts, key names); what a page loads does not say that it wants a page. */
function isPage(path: string, request: FastifyRequest): boolean {
  if (path === '/index.html') return true;
  if (path.startsWith('/assets/')) return false;
  return !looksLikeFile(path) || (request.headers.accept ?? '').includes('text/html');
}

function pageAnswer(files: ClientFiles, secure: boolean): Answer {
  const { html, nonce } = files.page();
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

async function fileAnswer(file: ClientFile, { headers }: FastifyRequest, secure: boolean): Promise<Answer<Buffer>> {
  const common = {
    ...securityHeaders(secure),
    'cache-control': file.cacheControl,
    etag: file.etag,
    ...(file.compressed === null ? {} : { vary: 'accept-encoding' }),
  };
  if (isKnown(file, headers['if-none-match'])) return { status: 304, headers: rawHeaders(common), body: EMPTY };
  const encoding = file.compressed === null ? null : acceptedEncoding(headers['accept-encoding']);
  const encoded = encoding === null ? {} : { 'content-encoding': encoding };
  const body = encoding === null ? file.bytes : await file.compressed?.[encoding]();
  return {
    status: 200,
    headers: rawHeaders({ ...common, ...encoded, 'content-type': file.contentType }),
    body: body ?? file.bytes,
  };
}

function isKnown(file: ClientFile, ifNoneMatch = ''): boolean {
  return ifNoneMatch === '*' || ifNoneMatch.split(/\s*,\s*/).includes(file.etag);
}

function acceptedEncoding(header: string | string[] | undefined): 'br' | 'gzip' | null {
  const wanted = String(header ?? '')
    .split(',')
    .filter((entry) => !/;\s*q=0(?:\.0*)?\s*$/.test(entry))
    .map((entry) => entry.split(';', 1)[0]?.trim().toLowerCase());
  if (wanted.includes('br')) return 'br';
  return wanted.includes('gzip') ? 'gzip' : null;
}
