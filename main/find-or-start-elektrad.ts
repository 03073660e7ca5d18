import { lookForElektrad } from './cli/look-for-elektrad.ts';
import type { Closers } from './closers.ts';
import type { LocalElektrad } from './clusterd/instances/local.ts';
import type { Log } from './clusterd/ports.ts';
import { startElektrad, type ElektradServerOptions } from './elektrad-server.ts';

/** The elektrad of this machine, as clusterd registers it. */
export interface FoundOrStarted {
  readonly local: LocalElektrad;
  /** Of ours, as it listens; null: one that runs already is used. */
  readonly started: string | null;
}

/**
 * One that answers on the port already serves the host's own key database, so ours stays away; else ours runs until `closers` are closed.
 * @throws StartRefused when something else listens there, or ours cannot start
 */
export async function findOrStartElektrad(
  options: ElektradServerOptions,
  log: Log,
  closers: Closers,
): Promise<FoundOrStarted> {
  const { port, kdb } = options;
  const found = port === 0 ? null : await lookForElektrad(port);
  if (found !== null) {
    log.info(
      { port, elektra: found.elektra.version },
      'an elektrad answers on this machine; it is used, ours is not started',
    );
    return { local: { host: `http://localhost:${port}`, ownStore: false }, started: null };
  }
  const { url } = await startElektrad(options, log, closers);
  return { local: { host: url.replace('127.0.0.1', 'localhost'), ownStore: kdb === null }, started: url };
}
