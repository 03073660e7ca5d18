import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { elektradContract } from '#shared/elektrad/contract.ts';
import { createClosers } from '../closers.ts';
import { createKdbElektrad } from '../elektrad/over-kdb/kdb-elektrad.ts';
import { createStandInCommand } from '../elektrad/over-kdb/testing/stand-in-command.ts';
import { elektradConformance } from '../elektrad/testing/elektrad-conformance.ts';
import { startElektrad } from '../elektrad-server.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { elektradErrorFormat } from '../transport/http/elektrad-errors.ts';
import { createHttpServer, type HttpServer } from '../transport/http/http-server.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';
import { requestTo } from './request-to.ts';

const PRODUCT = { name: 'test', version: '1' };
const hasKdb = spawnSync('kdb', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('KDB_VERSION') === true;

describe('an elektrad over a stand-in for kdb, over HTTP', () => {
  const elektrad = createKdbElektrad({ kdb: createStandInCommand(), version: '0.11.0', product: PRODUCT });
  let server: HttpServer;
  let url: string;

  beforeAll(async () => {
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
  });

  elektradConformance('over a stand-in for kdb', async () => requestTo(url));

  it("says Elektra's words in the form of the field", async () => {
    const { status, body } = await requestTo(url)('PUT', '/kdb/system%3A%2Felektra%2Fversion%2Fx', '1');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ error: expect.stringMatching(/^C01320 Interface - /) });
  });
});

describe.skipIf(!hasKdb)('an elektrad over the real kdb (skipped where no kdb of Elektra is in PATH)', () => {
  const closers = createClosers();
  let home: string;
  let url: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kdb-home-'));
    vi.stubEnv('HOME', home);
    const listen = { host: '127.0.0.1', port: 0, tls: null, allowedHosts: [], basePath: '/' };
    const options = { ...listen, directory: join(home, 'exchange'), product: PRODUCT, token: null, kdb: 'kdb' };
    ({ url } = await startElektrad(options, recordedLog(), closers));
  });
  afterAll(async () => {
    await closers.close();
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  });

  elektradConformance('over the real kdb', async () => requestTo(url));
});
