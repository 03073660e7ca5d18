import { startClusterd } from '../clusterd-server.ts';
import { createClosers, type Closers } from '../closers.ts';
import type { Log } from '../clusterd/ports.ts';
import { startElektrad } from '../elektrad-server.ts';
import { lookForElektrad } from './look-for-elektrad.ts';
import { openLog } from './open-log.ts';
import type { UpOptions } from './options.ts';
import { announce, offerLink } from './ready.ts';
import { closingSignal, runUntilSignal } from './run-until-signal.ts';
import { clusterdServerOptions, localElektradOptions } from './server-options.ts';

/** `elektra-web up`: a local elektrad and clusterd, which registers it on its first start. */
export async function runUp(options: UpOptions): Promise<void> {
  const asked = closingSignal();
  const log = openLog(options);
  const closers = createClosers();
  try {
    const local = await findOrStartElektrad(options, log, closers);
    const clusterd = await startClusterd(await clusterdServerOptions(options), log, closers);
    await clusterd.registerLocal(local);
    announce('clusterd', clusterd.url);
    await offerLink(clusterd, options);
    await runUntilSignal(asked, closers.close, log);
  } finally {
    await closers.close();
  }
}

/** One that answers on the port already serves the host's own key database, so ours stays away. */
async function findOrStartElektrad(options: UpOptions, log: Log, closers: Closers) {
  const { elektradPort: port } = options;
  const found = port === 0 ? null : await lookForElektrad(port);
  if (found !== null) {
    log.info(
      { port, elektra: found.elektra.version },
      'an elektrad answers on this machine; it is used, ours is not started',
    );
    return { host: `http://localhost:${port}`, ownStore: false };
  }
  const elektrad = await startElektrad(await localElektradOptions(options), log, closers);
  announce('elektrad', elektrad.url);
  return { host: elektrad.url.replace('127.0.0.1', 'localhost'), ownStore: options.kdb === undefined };
}
