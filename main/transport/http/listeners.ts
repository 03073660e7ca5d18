import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TransportLog } from '../transport-log.ts';
import { bracketed } from './allowed-hosts.ts';

/** Where a server listens. `url`: as it can be opened in a browser, without a slash at the end. */
export interface ListeningAt {
  readonly port: number;
  readonly url: string;
}

/** The sockets of one server: one for each address it listens on. */
export interface Listeners {
  /** Resolves to the port. @throws the system's error, for example EADDRINUSE. */
  listen(at: { readonly host: string; readonly port: number }): Promise<number>;
  /** Accepts nothing more; what still runs after so many milliseconds is cut off. */
  close(limit: number): Promise<void>;
}

export function createListeners(first: Server, makeAnother: () => Server, log: TransportLog): Listeners {
  const servers = [first];
  const unused = new Set<Socket>();
  noteUnused(first, unused);

  /** `localhost` is two addresses, and a browser may try either. */
  async function listenOnOthers(addresses: readonly string[], port: number): Promise<void> {
    for (const host of addresses) {
      const server = makeAnother();
      noteUnused(server, unused);
      try {
        await bind(server, host, port);
        servers.push(server);
      } catch (error) {
        log.warn({ err: error, host, port }, 'one of the addresses of this host cannot be listened on');
      }
    }
  }

  return {
    async listen({ host, port }) {
      const [address = host, ...others] = host === 'localhost' ? await addressesOf(host) : [host];
      await bind(first, address, port);
      const { port: bound } = first.address() as AddressInfo;
      await listenOnOthers(others, bound);
      return bound;
    },
    async close(limit) {
      const cutOff = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), limit);
      const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      for (const socket of unused) socket.destroy();
      await closed;
      clearTimeout(cutOff);
    },
  };
}

/** Keeps the connections on which no request has arrived yet: browsers open some ahead, and node waits for them when it closes. */
function noteUnused(server: Server, unused: Set<Socket>): void {
  server.on(server instanceof SecureServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  // Before the request is worked on, which may be what closes the server.
  server.prependListener('request', ({ socket }: IncomingMessage) => void unused.delete(socket));
}

export function urlOf(secure: boolean, host: string, port: number, basePath: string): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  return `${secure ? 'https' : 'http'}://${everywhere ? 'localhost' : bracketed(host)}:${port}${basePath}`;
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port });
  await once(server, 'listening');
}

async function addressesOf(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return [...new Set(found.map(({ address }) => address))];
}
