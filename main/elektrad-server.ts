import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Caller } from '#shared/contract/operation.ts';
import { elektradContract } from '#shared/elektrad/contract.ts';
import type { Closers } from './closers.ts';
import type { Log } from './clusterd/ports.ts';
import { createElektrad } from './elektrad/elektrad.ts';
import { openLmdbKeyStore } from './elektrad/storage/lmdb-key-store.ts';
import { holdDirectory } from './hold-directory.ts';
import type { ListenAt } from './listen-at.ts';
import { listen } from './listen.ts';
import { createDispatcher } from './transport/dispatcher.ts';
import { elektradErrorFormat } from './transport/http/elektrad-errors.ts';
import { createHttpServer } from './transport/http/http-server.ts';

export interface ElektradServerOptions extends ListenAt {
  /** Where the keys are stored; made if it is missing, readable by its owner only. */
  readonly directory: string;
  readonly product: { readonly name: string; readonly version: string };
  /** The bearer token it asks for; null: it asks nobody. */
  readonly token: string | null;
}

export interface RunningElektrad {
  /** As it can be reached, without a trailing slash. */
  readonly url: string;
}

/** Our elektrad over HTTP, on its own store, until `closers` are closed. @throws StartRefused */
export async function startElektrad(
  options: ElektradServerOptions,
  log: Log,
  closers: Closers,
): Promise<RunningElektrad> {
  const { directory, product, token, tls, basePath, allowedHosts } = options;
  await holdDirectory(directory, 'elektrad', closers);
  const store = await openLmdbKeyStore({ directory: join(directory, 'keys') });
  const elektrad = createElektrad({ store, product });
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
  return { url: await listen(server, options, '--elektrad-port') };
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
