import assert from 'node:assert/strict';
import { Pool } from 'undici';
import { createCleanup } from '../fixtures/cleanup.ts';
import { startCluster, type ClusterUnderLoad } from './clusters/cluster-under-load.ts';
import { longestUntil } from './elektrad/longest-wait.ts';
import { bounded, type Bench, type Line } from './harness/bench.ts';
import { mostMemory } from './harness/resident-memory.ts';
import { alternate } from './harness/rounds.ts';

const KEY = 'system:/sw/example/gateway/#0/current/limits/connections';
const SIZES = [
  { members: 1_000, rounds: 7, goal: 1.5 },
  { members: 10_000, rounds: 5, goal: 1.7 },
] as const;
/** The most memory that clusterd may take, in MB, and how long its event loop may be held, in milliseconds. */
const MOST_MEMORY = 300;
const LONGEST_HOLD = 50;

/** One setting to all members of a cluster, until each has it read back, against a bare loop that sends the same requests. */
export const fanOut: Bench = {
  name: 'fan-out',
  async run() {
    const lines: Line[] = [];
    for (const size of SIZES) lines.push(...(await measure(size)));
    return lines;
  },
};

async function measure({ members, rounds, goal }: (typeof SIZES)[number]): Promise<readonly Line[]> {
  const cleanup = createCleanup();
  try {
    const cluster = await startCluster(cleanup, members);
    const waits: number[] = [];
    let count = 0;
    const measured = await alternate(
      async () => ({ time: await timeOf(() => held(cluster, waits, setEverywhere(cluster, `ours ${(count += 1)}`))) }),
      async () => ({ time: await timeOf(() => cluster.deliverBare({ keys: [KEY], value: `limit ${(count += 1)}` })) }),
      rounds,
    );
    const longest = waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)] ?? Number.NaN;
    const memory = await mostMemory(cluster.clusterd.process.pid);
    const size = `${members.toLocaleString('en')} members`;
    return [
      {
        what: `${size}, ms`,
        ours: measured.ours.time,
        limit: measured.limit.time,
        ratio: measured.ratio.time,
        goal: { atMost: goal },
      },
      bounded(`${size}, longest further wait meanwhile, ms`, longest, LONGEST_HOLD),
      bounded(`${size}, most memory, MB`, memory, MOST_MEMORY),
    ];
  } finally {
    await cleanup.run();
  }
}

async function setEverywhere({ client, clusterId, fleet }: ClusterUnderLoad, value: string): Promise<void> {
  const { state, outcomes } = await client.call('settings.set', { id: clusterId, key: KEY, value, wait: 60 });
  assert.deepEqual([state, outcomes.length], ['all', fleet.hosts.length]);
}

/** Notes how much longer a small request waits while the work is done than it does in as much time without. */
async function held({ clusterd }: ClusterUnderLoad, waits: number[], work: Promise<void>): Promise<void> {
  const pool = new Pool(clusterd.url, { connections: 1, pipelining: 1 });
  const health = { origin: clusterd.url, path: '/healthz', headers: {} };
  waits.push(await longestUntil(pool, health, work));
  await pool.close();
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
