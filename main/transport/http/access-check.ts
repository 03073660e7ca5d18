import type { FastifyRequest } from 'fastify';
import type { Caller } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createAllowedHosts } from './allowed-hosts.ts';
import { createSessionCookie, type SessionCookie } from './session-cookie.ts';

/** A secret as it came with a request. */
export interface Credential {
  readonly kind: 'bearer' | 'cookie';
  readonly secret: string;
}

export interface AccessOptions {
  /** Who a credential belongs to, or null when it is unknown, expired or revoked. */
  readonly authenticate: (credential: Credential) => Caller | null | Promise<Caller | null>;
  /** Tells whenever a credential may belong to nobody any more, until what it returns is called. Not given: none is ever revoked. */
  readonly onRevoked?: (listener: () => void) => () => void;
  /** True: nobody has to sign in, and everybody is `OPEN_CALLER`. */
  readonly open: boolean;
  /** Names in `Host` besides the loopback ones and the address of the connection; null: every name (a server that no browser is signed in to). */
  readonly allowedHosts: readonly string[] | null;
  /** The session cookie is this and the port, for example `elektra_web_33334`; null: no cookies. */
  readonly cookiePrefix: string | null;
}

/** Who asks where nobody has to sign in. */
export const OPEN_CALLER: Caller = { id: 'open', name: 'anyone', role: 'admin' };

/** Who gets in. */
export interface AccessCheck {
  /** @throws ElektraError FORBIDDEN when the request is for another name, or comes from a page of another place. */
  checkPlace(request: FastifyRequest): void;
  /** Checks the place too. Null: nobody is signed in. @throws ElektraError FORBIDDEN */
  callerOf(request: FastifyRequest): Caller | null | Promise<Caller | null>;
  /** As in AccessOptions. */
  onRevoked(listener: () => void): () => void;
  sessionCookie(secret: string | null, request: FastifyRequest): string;
  /** Told once the port is known; `host` is a name of the server's own then. */
  listensOn(host: string, port: number): void;
}

const BEARER = /^Bearer +([^\s]+)$/i;

/** `basePath`: '' or like `/elektra`. */
export function createAccessCheck(options: AccessOptions, basePath: string): AccessCheck {
  const { authenticate, open, cookiePrefix } = options;
  const hosts = createAllowedHosts(options.allowedHosts);
  let cookie: SessionCookie | null = null;

  function checkPlace(request: FastifyRequest): void {
    const { host } = request;
    if (!hosts.allows(host, request.socket)) throw wrongHost(host);
    const { origin } = request.headers;
    if (origin !== undefined && origin !== originOf(request.protocol, host)) throw foreignOrigin(origin);
  }

  function cookieSecret(request: FastifyRequest): string | null {
    const header = request.headers.cookie;
    return header === undefined || cookie === null ? null : cookie.read(header);
  }

  return {
    checkPlace,
    onRevoked: options.onRevoked ?? (() => () => undefined),
    callerOf(request) {
      checkPlace(request);
      if (open) {
        checkSite(request, false);
        return OPEN_CALLER;
      }
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        const secret = BEARER.exec(authorization)?.[1];
        return secret === undefined ? null : authenticate({ kind: 'bearer', secret });
      }
      const secret = cookieSecret(request);
      if (secret === null) return null;
      checkSite(request, true);
      return authenticate({ kind: 'cookie', secret });
    },
    sessionCookie(secret, request) {
      if (cookie === null) throw new Error('This server has no session cookie.');
      return cookie.write(secret, request.protocol === 'https');
    },
    listensOn(host, port) {
      hosts.add(host);
      if (cookiePrefix !== null) cookie = createSessionCookie(`${cookiePrefix}_${port}`, `${basePath}/`);
    },
  };
}

/** A browser sends a cookie without asking the page that makes it, so what changes something must come from our own pages. */
function checkSite({ method, headers }: FastifyRequest, needsOrigin: boolean): void {
  if (method === 'GET' || method === 'HEAD') return;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreignOrigin(`a ${String(site)} page`);
  if (needsOrigin && headers.origin === undefined) {
    throw new ElektraError(
      'FORBIDDEN',
      'With a session cookie a change needs the Origin header that browsers send. Programs send a token instead (Authorization: Bearer).',
    );
  }
}

/** As browsers write it: in lower case, without the scheme's own port. */
function originOf(protocol: string, host: string): string {
  const ownPort = protocol === 'https' ? ':443' : ':80';
  return `${protocol}://${host.endsWith(ownPort) ? host.slice(0, -ownPort.length) : host}`.toLowerCase();
}

function wrongHost(host: string): ElektraError {
  return new ElektraError(
    'FORBIDDEN',
    `This server does not go by the name "${shortened(host)}". Open it under its own address, or start it with --allowed-host for this name.`,
  );
}

function foreignOrigin(origin: string): ElektraError {
  return new ElektraError(
    'FORBIDDEN',
    `The request came from ${shortened(origin)}, which is not this server's own page. Behind a proxy start the server with --trusted-proxy.`,
  );
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
