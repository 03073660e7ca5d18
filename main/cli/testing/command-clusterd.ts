import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTERD_API, clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ROLES } from '#shared/contract/roles.ts';
import { withInstance, type WithInstance } from '../../clusterd/testing/with-instance.ts';
import { writeLocalAccess } from '../../platform/local-access.ts';
import { createDispatcher } from '../../transport/dispatcher.ts';
import { createHttpServer } from '../../transport/http/http-server.ts';
import { recordedLog } from '../../transport/testing/recorded-log.ts';

/** clusterd over fake elektrads, on a real socket, with a data directory that tells of it. A token is named like its role. */
export interface CommandClusterd extends WithInstance {
  readonly url: string;
  readonly dataDir: string;
  readonly certificateFile: string;
  close(): Promise<void>;
}

interface CommandClusterdOptions {
  readonly keys?: Record<string, string>;
  readonly basePath?: string;
  readonly tls?: boolean;
  /** In place of clusterd's own. */
  readonly handlers?: Partial<Handlers<ClusterdContract>>;
}

const TLS = join(import.meta.dirname, '../../transport/http/testing/tls');
const FILES = { certFile: join(TLS, 'cert.pem'), keyFile: join(TLS, 'key.pem') };

export async function startCommandClusterd(options: CommandClusterdOptions = {}): Promise<CommandClusterd> {
  const { keys = {}, basePath = '/', tls = false } = options;
  const test = await withInstance(keys);
  const log = recordedLog();
  const handlers = { ...test.clusterd.handlers, ...options.handlers };
  const server = await createHttpServer({
    contract: clusterdContract,
    dispatcher: createDispatcher({ contract: clusterdContract, handlers, log, validateOutput: true }),
    log,
    access: {
      authenticate: ({ secret }) => {
        const role = ROLES.find((each) => each === secret);
        return role === undefined ? null : { id: role, name: role, role };
      },
      open: false,
      allowedHosts: [],
      cookiePrefix: 'elektra_web',
    },
    basePath,
    tls: tls ? FILES : null,
    openapi: CLUSTERD_API,
  });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  const dataDir = await mkdtemp(join(tmpdir(), 'elektra-web-command-'));
  await mkdir(join(dataDir, 'clusterd'));
  const certificateFile = tls ? FILES.certFile : null;
  await writeLocalAccess(join(dataDir, 'clusterd'), { url, pid: process.pid, certificateFile, token: 'admin' });
  return {
    ...test,
    url,
    dataDir,
    certificateFile: FILES.certFile,
    async close() {
      await server.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
