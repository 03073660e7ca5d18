import assert from 'node:assert/strict';
import { createCleanup } from '../fixtures/cleanup.ts';
import { startCluster, type ClusterUnderLoad } from './clusters/cluster-under-load.ts';
import type { Bench } from './harness/bench.ts';
import { alternate } from './harness/rounds.ts';

const MEMBERS = 1_000;
const MISSED = 100;
const ROUNDS = 5;
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
 * The members are away while the settings are made. @returns the milliseconds from when they are back until all have everything. That they are back
 * the watch would see within half a minute, which is no measure of work: a person who knows it says so, by trying the last rollout again.
 */
async function comeBack({ client, clusterId, fleet }: ClusterUnderLoad, keys: readonly string[], value: string) {
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
    const { state } = await client.call('rollouts.retry', { id, wait: 60 });
    assert.equal(state, 'all');
  });
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
