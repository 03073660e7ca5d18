import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Panic, type FieldAnswer } from './answers.ts';
import type { Machine } from './machine.ts';
import { ProcessEnded } from './process-life.ts';
import { route } from './router.ts';
import type { Sessions } from './sessions.ts';

/** One listening process. */
export interface FieldServer {
  readonly url: string;
  readonly port: number;
  /** Breaks every connection; from the call on nothing listens. */
  destroy(): Promise<void>;
}

export async function serveField(machine: Machine, sessions: Sessions, port: number): Promise<FieldServer> {
  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      response.destroy();
      if (!isEnd(error)) throw error;
    });
  });
  // Go closes no idle connection unless it is told to.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const routed = route(message.method ?? '', message.url ?? '/');
    if ('answer' in routed) {
      if (routed.location !== undefined) response.setHeader('location', routed.location);
      message.resume();
      return send(response, routed.answer);
    }
    const body = await bodyOf(message);
    const { handler, path, query } = routed;
    const cookie = /(?:^|;)\s*session=([^;]*)/.exec(message.headers.cookie ?? '')?.[1] ?? null;
    const setCookie = (header: string) => void response.setHeader('set-cookie', header);
    const answer = await sessions.enter(cookie, setCookie, async (session) => {
      machine.life.requireAlive();
      return handler({ ...session, method: message.method ?? '', path, query, body, machine });
    });
    machine.life.requireAlive();
    send(response, answer);
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    destroy() {
      closed ??= new Promise((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function isEnd(error: unknown): boolean {
  const isBrokenByClient = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
  return error instanceof Panic || error instanceof ProcessEnded || isBrokenByClient;
}

function send(response: ServerResponse, { status, body = '', type }: FieldAnswer): void {
  if (type !== undefined) response.setHeader('content-type', type);
  response.statusCode = status;
  response.end(body);
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
