import { clusterdContract } from '#shared/clusterd/contract.ts';
import type { Clusterd } from '../clusterd/clusterd.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { createHttpServer, type HttpServer } from '../transport/http/http-server.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';

/** clusterd over HTTP on a free port of loopback, where everybody is an administrator. */
export async function serveOpen({ handlers }: Pick<Clusterd, 'handlers'>): Promise<{
  readonly server: HttpServer;
  readonly port: number;
}> {
  const log = recordedLog();
  const admin = { id: 'local', name: 'ada', role: 'admin' } as const;
  const server = await createHttpServer({
    contract: clusterdContract,
    dispatcher: createDispatcher({ contract: clusterdContract, handlers, log, validateOutput: true }),
    log,
    access: { authenticate: () => admin, open: true, allowedHosts: [], cookiePrefix: 'elektra_web' },
    openapi: { title: 'clusterd', version: '1', description: '' },
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, port };
}
