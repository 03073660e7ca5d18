import type { Delivered } from '#shared/clusterd/rollouts.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { DriftOptions } from './command-options.ts';
import { deliveredCode, deliveredText } from './delivered-text.ts';
import { driftCode, driftText, type Drift } from './drift-text.ts';
import { allClusters, findCluster } from './find-cluster.ts';
import { loadInstanceNames, type InstanceNames } from './find-instance.ts';
import { printAnswer, runClusterCommand, type CommandContext, type ExitCode } from './run-command.ts';

/** `elektra-web drift [CLUSTER]`: where members are no longer as they were set; and what is done about it. */
export function runDrift(cluster: string | undefined, options: DriftOptions): Promise<void> {
  return runClusterCommand(options, (context) => drift(cluster, options, context));
}

export async function drift(
  text: string | undefined,
  options: DriftOptions,
  context: CommandContext,
): Promise<ExitCode> {
  refuseContradictions(text, options);
  const { streams } = context;
  const names = await loadInstanceNames(context);
  const id = text === undefined ? null : (await findCluster(context, text)).id;
  if (id !== null && (options.reapply || options.accept.length > 0)) {
    const delivered = await settle(id, options, names, context);
    printAnswer(streams, options.json, delivered, (answer) => deliveredText(answer, names.nameOf));
    return deliveredCode(delivered);
  }
  const clusters = id === null ? await topClusters(context) : [id];
  const answer = await driftOf(clusters, options.check, context);
  printAnswer(streams, options.json, answer, (found) => driftText(found, names.nameOf));
  return driftCode(answer);
}

function refuseContradictions(cluster: string | undefined, options: DriftOptions): void {
  const { check, accept, reapply, instance, key } = options;
  const acts = [check, accept.length > 0, reapply].filter(Boolean).length;
  if (acts > 1) throw new StartRefused('--check, --accept and --reapply are three acts. Say one of them.');
  if ((accept.length > 0 || reapply) && cluster === undefined) throw new StartRefused('Of which cluster? Name it.');
  if (key.length > 0 && !reapply) throw new StartRefused('--key goes with --reapply.');
  if (instance.length > 0 && !reapply && accept.length === 0) {
    throw new StartRefused('--instance goes with --accept and --reapply; "elektra-web diff" compares single members.');
  }
}

/** Those below a cluster are looked at with it. */
async function topClusters(context: CommandContext): Promise<readonly ClusterId[]> {
  return (await allClusters(context)).filter(({ parentId }) => parentId === null).map(({ id }) => id);
}

async function driftOf(clusters: readonly ClusterId[], check: boolean, context: CommandContext): Promise<Drift> {
  const { client, signal } = context;
  const answers: Drift[] = [];
  for (const id of clusters) answers.push(await client.call(check ? 'drift.check' : 'drift.get', { id }, { signal }));
  return {
    instances: answers.flatMap(({ instances }) => instances),
    compared: answers.reduce((sum, { compared }) => sum + compared, 0),
  };
}

async function settle(
  id: ClusterId,
  options: DriftOptions,
  names: InstanceNames,
  context: CommandContext,
): Promise<Delivered> {
  const { client, signal } = context;
  const { accept, instance, key, note = null, wait } = options;
  const instanceIds = instance.map(names.find);
  if (accept.length === 0) {
    const only = {
      ...(instanceIds.length === 0 ? {} : { instanceIds }),
      ...(key.length === 0 ? {} : { keys: [...key] }),
    };
    return client.call('drift.reapply', { id, ...only, note, wait }, { signal });
  }
  const instanceId = instanceIds.length === 0 ? await holderOf(id, accept, names, context) : onlyOf(instanceIds);
  return client.call('drift.accept', { id, instanceId, keys: [...accept], note, wait }, { signal });
}

/** The one member that holds something else. @throws StartRefused when several do, or none */
async function holderOf(
  id: ClusterId,
  keys: readonly string[],
  names: InstanceNames,
  { client, signal }: CommandContext,
): Promise<InstanceId> {
  const { instances } = await client.call('drift.get', { id }, { signal });
  const holders = instances.filter((instance) => instance.keys.some(({ key }) => keys.includes(key)));
  const ids = holders.map(({ instanceId }) => instanceId);
  if (ids.length > 0) return onlyOf(ids, names);
  throw new StartRefused(
    'No member was seen to hold something else. Compare with --check, or name one with --instance.',
  );
}

function onlyOf(ids: readonly InstanceId[], names?: InstanceNames): InstanceId {
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0) return only;
  const which = names === undefined ? '' : `: ${ids.map(names.nameOf).join(', ')}`;
  throw new StartRefused(`What one instance holds is accepted. Name it with --instance${which}.`);
}
