import { startClusterd } from '../clusterd-server.ts';
import { createClosers } from '../closers.ts';
import { findOrStartElektrad } from '../find-or-start-elektrad.ts';
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
    const { local, started } = await findOrStartElektrad(await localElektradOptions(options), log, closers);
    if (started !== null) announce('elektrad', started);
    const clusterd = await startClusterd(await clusterdServerOptions(options), log, closers);
    await clusterd.registerLocal(local);
    announce('clusterd', clusterd.url);
    await offerLink(clusterd, options);
    await runUntilSignal(asked, closers.close, log);
  } finally {
    await closers.close();
  }
}
