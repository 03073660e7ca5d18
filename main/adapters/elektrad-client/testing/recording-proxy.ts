import { once } from 'node:events';
import { createServer, request as ask, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** An HTTP proxy that writes down what it is asked. */
export interface RecordingProxy {
  readonly url: string;
  readonly asked: Asked[];
  /** Refuses everything with this status, until null is given. */
  refuse(status: number | null): void;
  /** Lets only those through who give this name and password, until null is given. */
  require(signIn: { readonly user: string; readonly password: string } | null): void;
  close(): Promise<void>;
}

const CHALLENGE = 'Negotiate, Basic realm="the way out"';

/** @param names hosts that only the proxy knows, with their addresses */
export async function startRecordingProxy(names: Readonly<Record<string, string>> = {}): Promise<RecordingProxy> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  let refusal: number | null = null;
  let required: string | null = null;
  const isStranger = (headers: IncomingHttpHeaders) => required !== null && headers['proxy-authorization'] !== required;
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    asked.push({ method, url, headers });
    if (isStranger(headers)) return void response.writeHead(407, { 'proxy-authenticate': CHALLENGE }).end();
    if (refusal !== null) return void response.writeHead(refusal).end();
    const { hostname } = new URL(url);
    const forwarded = ask(url, { method, headers, hostname: names[hostname] ?? hostname }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.writeHead(502).end());
    request.pipe(forwarded);
  });
  server.on('connect', ({ method = '', url = '', headers }, client: Socket) => {
    asked.push({ method, url, headers });
    if (isStranger(headers)) {
      return void client.end(`HTTP/1.1 407 No\r\nproxy-authenticate: ${CHALLENGE}\r\ncontent-length: 0\r\n\r\n`);
    }
    if (refusal !== null) return void client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
    const { hostname, port } = new URL(`http://${url}`);
    const host = connect(Number(port), names[hostname] ?? hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      host.pipe(client).pipe(host);
    });
    for (const socket of [host, client]) {
      sockets.add(socket);
      socket.on('error', () => [host, client].forEach((each) => each.destroy()));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refuse(status) {
      refusal = status;
    },
    require(signIn) {
      required = signIn && `Basic ${Buffer.from(`${signIn.user}:${signIn.password}`).toString('base64')}`;
    },
    async close() {
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
