import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Caller } from '#shared/contract/operation.ts';
import { elektradContract } from '#shared/elektrad/contract.ts';
import type { Closers } from './closers.ts';
import type { Log } from './clusterd/ports.ts';
import { createElektrad, type Elektrad } from './elektrad/elektrad.ts';
import { createKdbElektrad } from './elektrad/over-kdb/kdb-elektrad.ts';
import { openKdbCommand } from './elektrad/storage/kdb-command/kdb-command.ts';
import { openLmdbKeyStore } from './elektrad/storage/lmdb-key-store.ts';
import { holdDirectory } from './hold-directory.ts';
import type { ListenAt } from './listen-at.ts';
import { listen } from './listen.ts';
import { createDispatcher } from './transport/dispatcher.ts';
import { elektradErrorFormat } from './transport/http/elektrad-errors.ts';
import { createHttpServer } from './transport/http/http-server.ts';

export interface ElektradServerOptions extends ListenAt {
  /** Where the keys are stored, or the files exchanged with the kdb command; made if it is missing, readable by its owner only. */
  readonly directory: string;
  readonly product: { readonly name: string; readonly version: string };
  /** The bearer token it asks for; null: it asks nobody. */
  readonly token: string | null;
  /** The kdb command whose key database is served (a path, or a name in PATH); null: a store of its own. */
  readonly kdb: string | null;
}

export interface RunningElektrad {
  /** As it can be reached, without a trailing slash. */
  readonly url: string;
}

/** Our elektrad over HTTP, on its own store or the host's key database, until `closers` are closed. @throws StartRefused */
export async function startElektrad(
  options: ElektradServerOptions,
  log: Log,
  closers: Closers,
): Promise<RunningElektrad> {
  const { directory, token, tls, basePath, allowedHosts } = options;
  await holdDirectory(directory, 'elektrad', closers);
  const elektrad = await openElektrad(options, log);
  closers.add(() => elektrad.close());
  const server = await createHttpServer({
    contract: elektradContract,
    dispatcher: createDispatcher({
      contract: elektradContract,
      handlers: elektrad.handlers,
      log,
      validateOutput: false,
    }),
    log,
    access: {
      authenticate: bearerOf(token),
      open: token === null,
      // Without a token a web page could have its own name lead here; with one it has nothing to send.
      allowedHosts: token === null ? allowedHosts : null,
      cookiePrefix: null,
    },
    basePath,
    tls,
    formatError: elektradErrorFormat,
  });
  closers.add(() => server.close());
  return { url: await listen(server, options, { port: 'with --elektrad-port', host: 'with --host' }) };
}

async function openElektrad({ directory, product, kdb: path }: ElektradServerOptions, log: Log): Promise<Elektrad> {
  if (path === null)
    return createElektrad({ store: await openLmdbKeyStore({ directory: join(directory, 'keys') }), product });
  const { kdb, version } = await openKdbCommand({ path, directory });
  log.info({ kdb: path, elektra: version }, "the host's own key database is served, through its kdb command");
  return createKdbElektrad({ kdb, version, product });
}

const CLIENT: Caller = { id: 'client', name: 'client', role: 'admin' };

function bearerOf(
  token: string | null,
): (credential: { readonly kind: string; readonly secret: string }) => Caller | null {
  const wanted = token === null ? null : digest(token);
  return ({ kind, secret }) =>
    wanted !== null && kind === 'bearer' && timingSafeEqual(digest(secret), wanted) ? CLIENT : null;
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
