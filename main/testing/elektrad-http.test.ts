import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { elektradContract } from '#shared/elektrad/contract.ts';
import { createElektrad, type Elektrad } from '../elektrad/elektrad.ts';
import { openLmdbKeyStore } from '../elektrad/storage/lmdb-key-store.ts';
import { elektradConformance } from '../elektrad/testing/elektrad-conformance.ts';
import { ourElektradConformance } from '../elektrad/testing/our-elektrad-conformance.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { elektradErrorFormat } from '../transport/http/elektrad-errors.ts';
import { createHttpServer, type HttpServer } from '../transport/http/http-server.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';
import { requestTo } from './request-to.ts';

describe('over HTTP', () => {
  let directory: string;
  let elektrad: Elektrad;
  let server: HttpServer;
  let url: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'elektrad-'));
    const store = await openLmdbKeyStore({ directory });
    elektrad = createElektrad({ store, product: { name: 'test', version: '1' } });
    const log = recordedLog();
    const { handlers } = elektrad;
    const dispatcher = createDispatcher({ contract: elektradContract, handlers, log, validateOutput: true });
    const access = { authenticate: () => null, open: true, allowedHosts: [], cookiePrefix: null };
    const formatError = elektradErrorFormat;
    server = await createHttpServer({ contract: elektradContract, dispatcher, log, access, formatError });
    ({ url } = await server.listen({ host: '127.0.0.1', port: 0 }));
  });
  afterAll(async () => {
    await server.close();
    await elektrad.close();
    await rm(directory, { recursive: true });
  });

  elektradConformance('ours', async () => requestTo(url));
  ourElektradConformance('ours', async () => requestTo(url));
});

const fieldUrl = process.env['ELEKTRAD_URL'] ?? '';

describe.skipIf(fieldUrl === '')('at ELEKTRAD_URL (set it to the address of a running elektrad)', () => {
  elektradConformance(fieldUrl, async () => requestTo(fieldUrl));
});
