import { createClosers } from '../closers.ts';
import { startElektrad } from '../elektrad-server.ts';
import { openLog } from './open-log.ts';
import type { ElektradCommandOptions } from './options.ts';
import { announce } from './ready.ts';
import { closingSignal, runUntilSignal } from './run-until-signal.ts';
import { elektradServerOptions } from './server-options.ts';

/** `elektra-web elektrad`: our elektrad alone. */
export async function runElektrad(options: ElektradCommandOptions): Promise<void> {
  const asked = closingSignal();
  const log = openLog(options);
  const closers = createClosers();
  try {
    const elektrad = await startElektrad(await elektradServerOptions(options), log, closers);
    announce('elektrad', elektrad.url);
    await runUntilSignal(asked, closers.close, log);
  } finally {
    await closers.close();
  }
}
