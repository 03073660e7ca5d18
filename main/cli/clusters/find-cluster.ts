import { isElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { ClusterId, type Cluster } from '#shared/model/cluster.ts';
import type { CommandContext } from './run-command.ts';

type Context = Pick<CommandContext, 'client' | 'signal'>;

/** The cluster with this id, or else the only one with this name. @throws StartRefused naming those that are meant perhaps */
export async function findCluster(context: Context, text: string): Promise<Cluster> {
  const byId = await clusterWithId(context, text);
  if (byId !== null) return byId;
  const named = (await allClusters(context)).filter(({ name }) => name === text);
  const [only, ...others] = named;
  if (only === undefined) {
    throw new StartRefused(`There is no cluster "${text}". "elektra-web call clusters.list" prints them.`);
  }
  if (others.length === 0) return only;
  const ids = named.map(({ id }) => id).join(', ');
  throw new StartRefused(`${named.length} clusters are named "${text}". Give the id of one: ${ids}.`);
}

async function clusterWithId({ client, signal }: Context, text: string): Promise<Cluster | null> {
  const id = ClusterId.safeParse(text);
  if (!id.success) return null;
  try {
    return await client.call('clusters.get', { id: id.data }, { signal });
  } catch (error) {
    if (isElektraError(error, 'CLUSTER_NOT_FOUND')) return null;
    throw error;
  }
}

export async function allClusters({ client, signal }: Context): Promise<readonly Cluster[]> {
  const clusters: Cluster[] = [];
  for (;;) {
    const { items, total } = await client.call('clusters.list', { offset: clusters.length }, { signal });
    clusters.push(...items);
    if (items.length === 0 || clusters.length >= total) return clusters;
  }
}
