import { InvalidArgumentError } from 'commander';
import type { OptionGroup } from '../options.ts';
import { deliveredCode, deliveredText } from './delivered-text.ts';
import { findCluster } from './find-cluster.ts';
import { loadInstanceNames } from './find-instance.ts';
import {
  clusterCommandOptions,
  printAnswer,
  runClusterCommand,
  type ClusterCommandOptions,
  type CommandContext,
  type ExitCode,
} from './run-command.ts';

export interface ApplyOptions extends ClusterCommandOptions {
  readonly note?: string;
  /** Seconds. */
  readonly wait: number;
}

const LONGEST_WAIT = 60;

export const applyArguments: OptionGroup = (command) =>
  command.argument('<cluster>', 'id or name').argument('<hash>', 'of the plan');

export const applyOptions: OptionGroup = (command) =>
  clusterCommandOptions(command)
    .option('--note <text>', 'why, for the history')
    .option('--wait <seconds>', 'how long to wait for outcomes (0 to 60)', seconds, 10);

function seconds(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= LONGEST_WAIT) return Number(text);
  throw new InvalidArgumentError('It is a whole number of seconds from 0 to 60.');
}

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
