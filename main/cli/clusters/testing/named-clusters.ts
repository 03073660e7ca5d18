import { afterEach } from 'vitest';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { Cluster } from '#shared/model/cluster.ts';
import { startCommandClusterd, type CommandClusterd } from '../../testing/command-clusterd.ts';
import { recordedStreams } from '../../testing/recorded-streams.ts';
import { clusterCommand, type CommandContext, type ExitCode } from '../run-command.ts';

const cluster = (id: string, name: string, parentId: string | null = null) =>
  Cluster.parse({
    id,
    name,
    description: '',
    parentId,
    paused: false,
    policy: 'report',
    createdAt: 0,
    members: 1,
    settings: 1,
  });
const CLUSTERS = [
  cluster('top', 'site'),
  cluster('c1', 'web', 'top'),
  cluster('c2', 'twin', 'top'),
  cluster('c3', 'twin'),
];

/** What commands have in common as options. */
export const COMMON = { insecure: false, json: false, wait: 10 };

/** What was asked of clusterd besides names. */
export type Asked = Record<string, unknown>;

interface NamedClusters {
  /** clusterd with the clusters site (top), web and twin below it, another twin, and one instance "a"; the rest is what a test says. */
  start(handlers?: Partial<Handlers<ClusterdContract>>): Promise<CommandClusterd>;
  run(
    options: { readonly json?: boolean },
    work: (context: CommandContext) => Promise<ExitCode>,
  ): Promise<{ readonly code: ExitCode; readonly out: string; readonly err: string }>;
}

export function namedClusters(): NamedClusters {
  let clusterd: CommandClusterd | null = null;
  afterEach(async () => {
    await clusterd?.close();
    clusterd = null;
  });
  return {
    async start(handlers = {}) {
      clusterd = await startCommandClusterd({
        handlers: {
          'clusters.list': async () => ({ items: [...CLUSTERS], total: CLUSTERS.length }),
          'clusters.get': async ({ id }) => {
            const found = CLUSTERS.find((each) => each.id === id);
            if (found === undefined) throw new ElektraError('CLUSTER_NOT_FOUND', undefined, { data: { id } });
            return found;
          },
          ...handlers,
        },
      });
      return clusterd;
    },
    async run(options, work) {
      const streams = recordedStreams();
      const connection = { dataDir: clusterd?.dataDir ?? '', insecure: false, json: false, ...options };
      const code = await clusterCommand(connection, streams, new AbortController().signal, work);
      return { code, out: streams.stdout(), err: streams.stderr() };
    },
  };
}
