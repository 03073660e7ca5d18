import type { ClusterCommandOptions } from './command-options.ts';
import { driftCode, driftText, type Drift } from './drift-text.ts';
import { findCluster } from './find-cluster.ts';
import { loadInstanceNames } from './find-instance.ts';
import { printAnswer, runClusterCommand, type CommandContext, type ExitCode } from './run-command.ts';

/** `elektra-web diff CLUSTER [INSTANCE…]`: what members differ in from what is set for them, compared now. */
export function runDiff(cluster: string, instances: readonly string[], options: ClusterCommandOptions): Promise<void> {
  return runClusterCommand(options, (context) => diff(cluster, instances, options, context));
}

export async function diff(
  text: string,
  wanted: readonly string[],
  { json }: ClusterCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { client, streams, signal } = context;
  const { id } = await findCluster(context, text);
  const names = await loadInstanceNames(context);
  const ids = new Set<string>(wanted.map((instance) => names.find(instance)));
  const all = await client.call('drift.check', { id }, { signal });
  const answer: Drift =
    ids.size === 0
      ? all
      : { instances: all.instances.filter(({ instanceId }) => ids.has(instanceId)), compared: ids.size };
  printAnswer(streams, json, answer, (drift) => driftText(drift, names.nameOf));
  return driftCode(answer);
}
