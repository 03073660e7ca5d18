import { resolve } from 'node:path';
import { CLUSTERD_API, clusterdContract } from '#shared/clusterd/contract.ts';
import { clusterdEvents } from '#shared/clusterd/events.ts';
import type { Closers } from './closers.ts';
import { type Clusterd } from './clusterd/clusterd.ts';
import type { LocalElektrad } from './clusterd/instances/local.ts';
import type { SingleInstance } from './clusterd/instances/single.ts';
import type { Log } from './clusterd/ports.ts';
import type { ListenAt } from './listen-at.ts';
import { listen, type ListenAdvice } from './listen.ts';
import { removeLocalAccess, writeLocalAccess } from './platform/local-access.ts';
import { createDispatcher } from './transport/dispatcher.ts';
import { createHttpServer } from './transport/http/http-server.ts';
import { openClusterd, type OpenClusterdOptions } from './open-clusterd.ts';

export interface ClusterdServerOptions extends ListenAt, OpenClusterdOptions {
  /** The built renderer. */
  readonly rendererDirectory: string;
  readonly trustedProxies: readonly string[];
  /** The instance on which the interface opens; null: on the whole fleet. */
  readonly single: SingleInstance | null;
}

export interface RunningClusterd {
  /** As it can be opened in a browser, without a trailing slash. */
  readonly url: string;
  createCode(): Promise<{ readonly code: string; readonly expiresAt: number }>;
  registerLocal(local: LocalElektrad): Promise<void>;
}

/** Where clusterd is reached over HTTP, and by whom. */
export type ServeClusterdOptions = ListenAt &
  Pick<ClusterdServerOptions, 'directory' | 'rendererDirectory' | 'open' | 'trustedProxies'> & {
    /** Where the address is chosen; on the command line unless told. */
    readonly advice?: ListenAdvice;
  };

const BY_FLAGS: ListenAdvice = { port: 'with --port', host: 'with --host' };

/** A running clusterd over HTTP, together with the client that it serves, until `closers` are closed. @returns its address. @throws StartRefused */
export async function serveClusterd(
  { access, events, handlers }: Clusterd,
  options: ServeClusterdOptions,
  log: Log,
  closers: Closers,
): Promise<string> {
  const { directory, open, allowedHosts, basePath, tls, trustedProxies, rendererDirectory } = options;
  const server = await createHttpServer({
    contract: clusterdContract,
    dispatcher: createDispatcher({ contract: clusterdContract, handlers, log, validateOutput: false }),
    log,
    events: { table: clusterdEvents, feed: events },
    access: {
      authenticate: access.authenticate,
      onRevoked: access.onRevoked,
      open,
      allowedHosts,
      cookiePrefix: 'elektra_web',
    },
    basePath,
    tls,
    trustedProxies,
    clientDirectory: rendererDirectory,
    openapi: CLUSTERD_API,
    ready: () => true,
  });
  closers.add(() => server.close());
  const url = await listen(server, options, options.advice ?? BY_FLAGS);
  const certificateFile = tls === null ? null : resolve(tls.certFile);
  await writeLocalAccess(directory, { url, pid: process.pid, certificateFile, token: access.localToken });
  closers.add(() => removeLocalAccess(directory));
  return url;
}

/** clusterd on its data directory and over HTTP, until `closers` are closed. @throws StartRefused */
export async function startClusterd(
  options: ClusterdServerOptions,
  log: Log,
  closers: Closers,
): Promise<RunningClusterd> {
  const clusterd = await openClusterd(options, log, closers);
  if (options.single !== null) await clusterd.openOn(options.single);
  const url = await serveClusterd(clusterd, options, log, closers);
  clusterd.watch();
  return { url, createCode: clusterd.access.createCode, registerLocal: clusterd.registerLocal };
}
