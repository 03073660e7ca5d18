import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { RequestListener } from 'node:http';
import type { HttpContract } from '#shared/contract/operation.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { TransportLog } from '../transport-log.ts';
import { createAccessCheck, type AccessOptions } from './access-check.ts';
import { createSender } from './answer.ts';
import { basePathOf } from './base-path.ts';
import { createConnectionSignals } from './connection-signal.ts';
import { envelopeFormat, type ErrorFormat } from './error-answer.ts';
import { createHttpApp } from './http-app.ts';
import { serveEvents, type ServedEvents } from './serve-events.ts';
import { serveHealth, type Readiness } from './health.ts';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
import { createListeners, urlOf, type ListeningAt } from './listeners.ts';
import { createNodeServer } from './node-server.ts';
import type { OpenapiInfo } from './openapi.ts';
import { serveOpenapi } from './serve-openapi.ts';
import { allowCookies } from './session-cookie.ts';
import { createSignInLimit } from './sign-in-limit.ts';
import { serveClient } from './static-client.ts';
import { openTls, type TlsFiles } from './tls.ts';

export interface HttpServerOptions {
  readonly contract: HttpContract;
  readonly dispatcher: Dispatcher;
  readonly log: TransportLog;
  readonly access: AccessOptions;
  /** Before all paths, for a server behind a proxy: `/` (default) or like `/elektra`. */
  readonly basePath?: string;
  readonly tls?: TlsFiles | null;
  /** Addresses or networks of proxies whose X-Forwarded-For, -Host and -Proto count. */
  readonly trustedProxies?: readonly string[];
  readonly formatError?: ErrorFormat;
  /** The folder of the built client, served at every address that is not the API's. */
  readonly clientDirectory?: string;
  /** What is told without being asked, at /api/events. */
  readonly events?: ServedEvents;
  /** What the document at /api/openapi.json says of itself; without it there is none. */
  readonly openapi?: OpenapiInfo;
  /** Makes /readyz answer 503 while it is false. */
  readonly ready?: Readiness;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpServer {
  /** `port` 0 picks a free one; `host` localhost listens on both its addresses. @throws the system's error, for example EADDRINUSE. */
  listen(at: { readonly host: string; readonly port: number }): Promise<ListeningAt>;
  /** A request without a socket, for tests. */
  inject(request: InjectOptions): Promise<LightMyRequestResponse>;
  /** Accepts nothing more, lets running requests end within the limit, then cuts them off. */
  close(): Promise<void>;
}

/** A contract over HTTP, built without listening. @throws StartRefused when the TLS files cannot be used. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { contract, dispatcher, log, formatError = envelopeFormat } = options;
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const basePath = basePathOf(options.basePath ?? '/');
  const access = createAccessCheck(options.access, basePath);
  const signInLimit = createSignInLimit(() => performance.now());
  const sender = createSender();
  const tls = options.tls === undefined || options.tls === null ? null : await openTls(options.tls, log);

  const makeServer = (handler: RequestListener) => createNodeServer(handler, { limits, tls, formatError });
  const context = {
    dispatcher,
    access,
    signInLimit,
    formatError,
    log,
    basePath,
    sender,
    signalOf: createConnectionSignals(),
  };
  const trustedProxies = options.trustedProxies ?? [];
  const app = createHttpApp({ contract, context, limits, trustedProxies, serverFactory: makeServer });
  if (options.access.cookiePrefix !== null) allowCookies(app);
  serveHealth(app, options.ready ?? (() => true), sender, basePath);
  const { events, openapi } = options;
  const endStreams = events === undefined ? null : serveEvents(app, events, context, limits);
  if (openapi !== undefined) serveOpenapi(app, contract, events?.table ?? null, openapi, context);
  if (options.clientDirectory !== undefined) await serveClient(app, options.clientDirectory, context);
  await app.ready();
  const listeners = createListeners(
    app.server,
    () => makeServer((request, response) => app.routing(request, response)),
    log,
  );

  return {
    async listen(at) {
      const port = await listeners.listen(at);
      access.listensOn(at.host, port);
      return { port, url: urlOf(tls !== null, at.host, port, basePath) };
    },
    inject: (request) => app.inject(request),
    async close() {
      sender.close();
      endStreams?.();
      await listeners.close(limits.closing);
      await app.close();
      tls?.close();
    },
  };
}
