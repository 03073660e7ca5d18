import type { ApplyOptions } from './command-options.ts';
import { deliveredCode, deliveredText } from './delivered-text.ts';
import { findCluster } from './find-cluster.ts';
import { loadInstanceNames } from './find-instance.ts';
import { printAnswer, runClusterCommand, type CommandContext, type ExitCode } from './run-command.ts';

/** `elektra-web apply CLUSTER HASH`: does what a plan said, unless something has changed since. */
export function runApply(cluster: string, hash: string, options: ApplyOptions): Promise<void> {
  return runClusterCommand(options, (context) => apply(cluster, hash, options, context));
}

export async function apply(
  text: string,
  hash: string,
  options: ApplyOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { client, streams, signal } = context;
  const { json, note = null, wait } = options;
  const { id } = await findCluster(context, text);
  const delivered = await client.call('plans.apply', { id, hash, note, wait }, { signal });
  const nameOf = json ? String : (await loadInstanceNames(context)).nameOf;
  printAnswer(streams, json, delivered, (answer) => deliveredText(answer, nameOf));
  return deliveredCode(delivered);
}
