import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { ROLES } from '#shared/contract/roles.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { createDispatcher } from '../../dispatcher.ts';
import { echoContract } from '../../testing/echo-contract.ts';
import { createEcho, type Echo } from '../../testing/echo-handlers.ts';
import { recordedLog } from '../../testing/recorded-log.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../http-server.ts';

/** An answer with its bytes. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** Parsed when read. @throws SyntaxError when it is not JSON */
  readonly json: unknown;
}

export interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** The echo contract on a real socket. */
export interface EchoServer {
  readonly server: HttpServer;
  readonly echo: Echo;
  readonly log: ReturnType<typeof recordedLog>;
  readonly port: number;
  readonly url: string;
  /** As `admin` unless the headers say otherwise; the path goes out exactly as given. */
  ask(method: string, path: string, options?: RawRequest): Promise<RawAnswer>;
  /** Bytes as they are; resolves to all that came back until the server closed the connection. */
  talk(text: string): Promise<string>;
}

/** The caller of a token or session that is named like a role. */
export function callerNamed(secret: string): Caller | null {
  const role = ROLES.find((each) => secret === each || secret === `session-of-${each}`);
  return role === undefined ? null : { id: secret, name: role, role };
}

export async function startEchoServer(options: Partial<HttpServerOptions> = {}): Promise<EchoServer> {
  const log = recordedLog();
  const echo = createEcho();
  const { handlers } = echo;
  const server = await createHttpServer({
    contract: echoContract,
    dispatcher: createDispatcher({ contract: echoContract, handlers, log, validateOutput: true }),
    log,
    access: {
      authenticate: ({ secret }) => callerNamed(secret),
      open: false,
      allowedHosts: [],
      cookiePrefix: 'elektra_web',
    },
    ...options,
  });
  const { port, url } = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    server,
    echo,
    log,
    port,
    url,
    ask: (method, path, { headers = { authorization: 'Bearer admin' }, body } = {}) =>
      exchange({ host: '127.0.0.1', port, method, path, headers: withLength(headers, body) }, body),
    talk: (text) => talk(port, text),
  };
}

/** node leaves the length out where a method usually has no body. */
function withLength(headers: Readonly<Record<string, string>>, body: string | Buffer | undefined) {
  return body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
}

function exchange(options: RequestOptions, body: string | Buffer | undefined) {
  return new Promise<RawAnswer>((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          bytes,
          text,
          get json() {
            return JSON.parse(text) as unknown;
          },
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(received).toString()));
  });
}
