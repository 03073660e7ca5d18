import { elektradContract } from '#shared/elektrad/contract.ts';
import { createElektrad } from '../elektrad/elektrad.ts';
import { openLmdbKeyStore } from '../elektrad/storage/lmdb-key-store.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { elektradErrorFormat } from '../transport/http/elektrad-errors.ts';
import { createHttpServer } from '../transport/http/http-server.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';

export interface OurElektradHttp {
  readonly url: string;
  close(): Promise<void>;
}

/** Our elektrad over HTTP on a durable store, with nobody kept out and every answer checked against the contract. */
export async function startOurElektrad(directory: string): Promise<OurElektradHttp> {
  const store = await openLmdbKeyStore({ directory });
  const elektrad = createElektrad({ store, product: { name: 'test', version: '1' } });
  const log = recordedLog();
  const { handlers } = elektrad;
  const dispatcher = createDispatcher({ contract: elektradContract, handlers, log, validateOutput: true });
  const access = { authenticate: () => null, open: true, allowedHosts: [], cookiePrefix: null };
  const formatError = elektradErrorFormat;
  const server = await createHttpServer({ contract: elektradContract, dispatcher, log, access, formatError });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    async close() {
      await server.close();
      await elektrad.close();
    },
  };
}
