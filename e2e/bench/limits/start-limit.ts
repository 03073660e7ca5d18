import { runProcess, type RunningProcess } from '../../fixtures/running-process.ts';
import { runBareElektrad, type BareElektradOptions } from './bare-elektrad.ts';
import { runBareDelivery, type BareDeliveryOptions } from './bare-delivery.ts';
import { runBareProxy, type BareProxyOptions } from './bare-proxy.ts';
import { runBareRegistry, type BareRegistryOptions } from './bare-registry.ts';
import { runBareWriter, type BareWriterOptions } from './bare-writer.ts';

/** A limit is a program of its own, as the product is; it is in the bundle of the bench, which is then started as that program. */
const VARIABLE = 'ELEKTRA_WEB_BENCH_LIMIT';

/** Which program, and what it is told. */
type Limit =
  | { readonly kind: 'elektrad'; readonly options: BareElektradOptions }
  | { readonly kind: 'delivery'; readonly options: BareDeliveryOptions }
  | { readonly kind: 'registry'; readonly options: BareRegistryOptions }
  | { readonly kind: 'proxy'; readonly options: BareProxyOptions }
  | { readonly kind: 'writer'; readonly options: BareWriterOptions };

export interface RunningLimit extends RunningProcess {
  readonly url: string;
}

/** Starts a bare program and waits until it listens. */
export async function startLimit(limit: Limit): Promise<RunningLimit> {
  const env = { PATH: process.env['PATH'] ?? '', [VARIABLE]: JSON.stringify(limit) };
  const running = runProcess(process.execPath, [process.argv[1] ?? ''], { env });
  const [, url = ''] = await running.says('stdout', /listening on (\S+)/);
  return { ...running, url };
}

/** Runs the limit that this process was started as. @returns false when it is the bench itself */
export async function runAsLimit(): Promise<boolean> {
  const told = process.env[VARIABLE];
  if (told === undefined) return false;
  const limit = JSON.parse(told) as Limit;
  if (limit.kind === 'elektrad') await runBareElektrad(limit.options);
  else if (limit.kind === 'delivery') await runBareDelivery(limit.options);
  else if (limit.kind === 'registry') await runBareRegistry(limit.options);
  else if (limit.kind === 'proxy') await runBareProxy(limit.options);
  else await runBareWriter(limit.options);
  return true;
}
