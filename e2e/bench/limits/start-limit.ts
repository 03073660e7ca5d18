import { runProcess, type RunningProcess } from '../../fixtures/running-process.ts';
import { runBareProxy, type BareProxyOptions } from './bare-proxy.ts';

/** A limit is a program of its own, as the product is; it is in the bundle of the bench, which is then started as that program. */
const VARIABLE = 'ELEKTRA_WEB_BENCH_LIMIT';

export interface RunningLimit extends RunningProcess {
  readonly url: string;
}

/** Starts the bare proxy and waits until it listens. */
export async function startBareProxy(options: BareProxyOptions): Promise<RunningLimit> {
  const env = { PATH: process.env['PATH'] ?? '', [VARIABLE]: JSON.stringify(options) };
  const running = runProcess(process.execPath, [process.argv[1] ?? ''], { env });
  const [, url = ''] = await running.says('stdout', /listening on (\S+)/);
  return { ...running, url };
}

/** Runs the limit that this process was started as. @returns false when it is the bench itself */
export async function runAsLimit(): Promise<boolean> {
  const options = process.env[VARIABLE];
  if (options === undefined) return false;
  await runBareProxy(JSON.parse(options) as BareProxyOptions);
  return true;
}
