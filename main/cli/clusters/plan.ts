import type { Plan } from '#shared/clusterd/plans.ts';
import type { PlanOptions } from './command-options.ts';
import { deliveredCode, deliveredText } from './delivered-text.ts';
import { readEdits } from './edits.ts';
import { allClusters, findCluster } from './find-cluster.ts';
import { loadInstanceNames, type InstanceNames } from './find-instance.ts';
import { planText } from './plan-text.ts';
import { printAnswer, runClusterCommand, type CommandContext, type ExitCode } from './run-command.ts';

/** `elektra-web plan CLUSTER …`: what edits would change, without changing anything. */
export function runPlan(cluster: string, options: PlanOptions): Promise<void> {
  return runClusterCommand(options, (context) => plan(cluster, options, context));
}

export async function plan(text: string, options: PlanOptions, context: CommandContext): Promise<ExitCode> {
  const { client, streams, signal } = context;
  const { json, force, note = null, wait } = options;
  const instances = once(() => loadInstanceNames(context));
  const { id } = await findCluster(context, text);
  const edits = await readEdits(options, {
    instances,
    cluster: async (name) => (await findCluster(context, name)).id,
  });
  const made = await client.call('plans.make', { id, edits: [...edits], force }, { signal });
  if (!options.apply || isBlocked(made, force)) {
    const words = json ? null : await wordsFor(context, instances);
    printAnswer(streams, json, made, (answer) => words?.(answer) ?? '');
    if (isBlocked(made, force)) return 1;
    return made.groups.some(({ changes }) => changes.length > 0) ? 2 : 0;
  }
  const delivered = await client.call('plans.apply', { id, hash: made.hash, note, wait }, { signal });
  const nameOf = json ? String : (await instances()).nameOf;
  printAnswer(streams, json, delivered, (answer) => deliveredText(answer, nameOf));
  return deliveredCode(delivered);
}

/** What a cluster above sets stands against it always; what one below sets, unless forced. */
function isBlocked({ conflicts }: Plan, force: boolean): boolean {
  return conflicts.some(({ where }) => where === 'above' || !force);
}

async function wordsFor(context: CommandContext, instances: () => Promise<InstanceNames>) {
  const { nameOf } = await instances();
  const clusters = new Map((await allClusters(context)).map(({ id, name }) => [String(id), name]));
  return (plan: Plan) => planText(plan, { instance: nameOf, cluster: (id) => clusters.get(id) ?? id });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
