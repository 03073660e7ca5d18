import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.ts';

export interface RecordedRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A host that knows its version and writes down what it is sent. */
export interface RecordingHost {
  readonly url: string;
  readonly port: number;
  readonly requests: RecordedRequest[];
  /** Answers instead, until null is given. */
  answer(listener: RequestListener | null): void;
  /** The certificate that new connections see. */
  show(certificate: Certificate): void;
  /** Breaks all connections, so that the next request needs a new one. */
  disconnect(): void;
  close(): Promise<void>;
}

const VERSION = JSON.stringify({ api: 1, elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0 } });

export async function startRecordingHost(
  certificate: Certificate | null,
  maxVersion?: 'TLSv1.2',
): Promise<RecordingHost> {
  const requests: RecordedRequest[] = [];
  let instead: RequestListener | null = null;
  const listener: RequestListener = (request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    if (instead !== null) return void instead(request, response);
    if (request.url?.endsWith('/version') === true) return void response.end(VERSION);
    response.writeHead(404).end();
  };
  const tls = certificate === null ? null : { key: certificate.key, cert: certificate.cert };
  const server: Server | TlsServer =
    tls === null ? createServer(listener) : createTlsServer({ ...tls, ...(maxVersion && { maxVersion }) }, listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    answer(listener) {
      instead = listener;
    },
    show({ key, cert }) {
      if ('setSecureContext' in server) server.setSecureContext({ key, cert });
    },
    disconnect: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
