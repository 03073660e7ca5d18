import { startClusterd } from '../clusterd-server.ts';
import { createClosers } from '../closers.ts';
import type { ClusterdCommandOptions } from './options.ts';
import { clusterdServerOptions } from './server-options.ts';
import { announce, offerLink } from './ready.ts';
import { openLog } from './open-log.ts';
import { closingSignal, runUntilSignal } from './run-until-signal.ts';

/** `elektra-web serve`: clusterd alone. */
export async function runServe(options: ClusterdCommandOptions): Promise<void> {
  const asked = closingSignal();
  const log = openLog(options);
  const closers = createClosers();
  try {
    const clusterd = await startClusterd(await clusterdServerOptions(options), log, closers);
    announce('clusterd', clusterd.url);
    await offerLink(clusterd, options);
    await runUntilSignal(asked, closers.close, log);
  } finally {
    await closers.close();
  }
}
