import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { join, resolve, sep } from 'node:path';
import { PAGE } from './client-page.ts';
import type { RouteContext } from './operation-routes.ts';
import { securityHeaders } from './security-headers.ts';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Serves the files of the built client but its page: one route for each that is there now, so that nothing else of the
 * disk can be asked for. What the build has compressed beside a file goes out to whom accepts it.
 */
export function serveClientFiles(app: FastifyInstance, folder: string, context: RouteContext): void {
  const { access, sender, basePath } = context;
  const root = resolve(folder);
  /** The build puts a hash of the content into the names in this folder, so they never change. */
  const hashed = join(root, 'assets') + sep;

  function setHeaders(reply: FastifyReply, path: string): void {
    reply.headers(securityHeaders(reply.request.protocol === 'https'));
    if (!path.startsWith(hashed)) reply.header('cache-control', 'no-cache');
    if (sender.isClosing()) reply.header('connection', 'close');
  }

  app.register(async (files) => {
    files.addHook('onRequest', (request, _reply, done) => {
      access.checkPlace(request);
      done();
    });
    await files.register(fastifyStatic, {
      root,
      prefix: `${basePath}/`,
      wildcard: false,
      globIgnore: [PAGE, '**/*.{br,gz}'],
      index: false,
      dotfiles: 'deny',
      preCompressed: true,
      immutable: true,
      maxAge: YEAR_MS,
      lastModified: false,
      acceptRanges: false,
      decorateReply: false,
      setHeaders,
    });
  });
}
