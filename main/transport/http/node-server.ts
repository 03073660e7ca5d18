import { createServer, STATUS_CODES, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { ElektraError, errorBodyOf } from '#shared/errors/elektra-error.ts';
import { invalidField } from '../invalid-input.ts';
import { errorAnswer, type ErrorFormat } from './error-answer.ts';
import type { HttpLimits } from './http-limits.ts';
import { requireOneHost } from './one-host.ts';
import type { Tls } from './tls.ts';

export interface NodeServerOptions {
  readonly limits: HttpLimits;
  readonly tls: Tls | null;
  readonly formatError: ErrorFormat;
}

/** A server of node with our limits, not yet listening. */
export function createNodeServer(handler: RequestListener, options: NodeServerOptions): Server {
  const { limits, tls, formatError } = options;
  const settings = {
    maxHeaderSize: limits.headers,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: Math.min(5000, limits.headersTimeout),
  };
  const checked = requireOneHost(handler, formatError);
  const server = tls === null ? createServer(settings, checked) : secureServer(settings, tls, checked);
  server.maxConnections = limits.connections;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuse(error.code, socket, limits, formatError);
  });
  return server;
}

function secureServer(settings: ServerOptions, tls: Tls, handler: RequestListener): Server {
  const server = createSecureServer({ ...settings, ...tls.current() }, handler);
  tls.onChange((context) => server.setSecureContext(context));
  return server;
}

/** Answers what is not HTTP, or too much or too slow, before any request exists. */
function refuse(code: string | undefined, socket: Socket, limits: HttpLimits, formatError: ErrorFormat): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, error] = refusalOf(code, limits);
  const { headers, body } = errorAnswer(errorBodyOf(error), formatError);
  const all = [...headers, 'connection', 'close', 'content-length', String(Buffer.byteLength(body))];
  const head = all.map((part, index) => (index % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${body}`);
}

function refusalOf(code: string | undefined, limits: HttpLimits): readonly [number, ElektraError] {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = `Address and headers together are larger than ${limits.headers} bytes.`;
    return [431, new ElektraError('TOO_LARGE', message, { data: { limit: limits.headers } })];
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, invalidField('', 'the request did not arrive in time')];
  return [400, invalidField('', 'this is not HTTP/1.1')];
}
