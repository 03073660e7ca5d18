import assert from 'node:assert/strict';
import { createCleanup } from '../fixtures/cleanup.ts';
import { startCluster, type ClusterUnderLoad } from './clusters/cluster-under-load.ts';
import type { Bench } from './harness/bench.ts';
import { alternate } from './harness/rounds.ts';

const MEMBERS = 1_000;
const MISSED = 100;
const ROUNDS = 5;
const TESTED_AT_ONCE = 64;
const ROOT = 'system:/sw/example/gateway/#0/current/missed';

/** All members come back after they have missed settings, against a bare loop of the needed requests. */
export const catchUp: Bench = {
  name: 'catch-up',
  async run() {
    const cleanup = createCleanup();
    try {
      const cluster = await startCluster(cleanup, MEMBERS);
      const keys = Array.from({ length: MISSED }, (_, index) => `${ROOT}/k${index}`);
      let count = 0;
      const measured = await alternate(
        async () => ({ time: await comeBack(cluster, keys, `ours ${(count += 1)}`) }),
        async () => ({ time: await timeOf(() => cluster.deliverBare({ keys, value: `limit ${(count += 1)}` })) }),
        ROUNDS,
      );
      return [
        {
          what: `${MEMBERS.toLocaleString('en')} members, ${MISSED} settings, ms`,
          ours: measured.ours.time,
          limit: measured.limit.time,
          ratio: measured.ratio.time,
          goal: { atMost: 1.5 },
        },
      ];
    } finally {
      await cleanup.run();
    }
  },
};

/**
 * The members are away while the settings are made. @returns the milliseconds from when they are back until all have everything, which includes that
 * each is seen to be back: somebody tests it.
 */
async function comeBack(cluster: ClusterUnderLoad, keys: readonly string[], value: string) {
  const { client, clusterId, fleet } = cluster;
  await fleet.behave('down');
  let last: number | null = null;
  for (const key of keys) {
    const { rollout } = await client.call('settings.set', { id: clusterId, key, value, wait: 0 });
    last = rollout;
  }
  assert.ok(last !== null);
  const id = last;
  await fleet.behave('up');
  return timeOf(async () => {
    await seeAll(cluster);
    const { state } = await client.call('rollouts.retry', { id, wait: 60 });
    assert.equal(state, 'all');
  });
}

async function seeAll({ client, instanceIds }: ClusterUnderLoad): Promise<void> {
  let next = 0;
  const tester = async () => {
    for (let id = instanceIds[next++]; id !== undefined; id = instanceIds[next++]) {
      await client.call('instances.test', { id });
    }
  };
  await Promise.all(Array.from({ length: TESTED_AT_ONCE }, tester));
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
