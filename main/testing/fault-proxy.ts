import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request on its way. */
export type Fault = (forward: () => Promise<void>, response: ServerResponse) => Promise<void>;

/** A proxy in front of an elektrad that lets every request pass but those that the test takes. */
export interface FaultProxy {
  readonly url: string;
  /** Asked for each request, which it counts from the last call of this function on; null lets it pass. */
  faultAt(choose: ((nth: number, method: string) => Fault | null) | null): void;
  /** The requests counted. */
  count(): number;
  close(): Promise<void>;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let choose: Parameters<FaultProxy['faultAt']>[0] = null;
  let count = 0;

  const server = createServer((message, response) => {
    count += 1;
    const fault = choose?.(count, message.method ?? '') ?? null;
    const forward = () => pass(target, message, response);
    (fault === null ? forward() : fault(forward, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    faultAt(next) {
      choose = next;
      count = 0;
    },
    count: () => count,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Resolves when the answer has come from the target; it may not have left yet. */
function pass(target: string, message: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = message;
    // The target may be killed at any moment: no connection is kept.
    const forwarded = request(
      target + (url ?? ''),
      { method, headers: { ...headers, connection: 'close' } },
      (answer) => {
        const { connection: _connection, ...kept } = answer.headers;
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          if (!response.destroyed) response.writeHead(answer.statusCode ?? 500, kept).end(Buffer.concat(chunks));
          resolve();
        });
      },
    );
    forwarded.on('error', reject);
    message.pipe(forwarded);
  });
}
