import { createCleanup } from '../fixtures/cleanup.ts';
import { bounded, type Bench, type Line } from './harness/bench.ts';
import { load, type Target } from './harness/load.ts';
import { alternate } from './harness/rounds.ts';
import { compareLocks } from './registry/locks.ts';
import { startRegistries, type Registries } from './registry/registries.ts';

const ROUND_MS = 300;
const STARTS = 5;
const JOINS = 9;
/** How much longer than a bare load a start may take, and 99 of 100 reads than those of plain maps, in milliseconds. */
const LONGER_START = 1_000;
const LONGER_READ = 2;

/** 10,000 instances in 500 clusters against plain maps and one durable append for a change. */
export const registry: Bench = {
  name: 'registry',
  async run() {
    const cleanup = createCleanup();
    try {
      const both = await startRegistries(cleanup);
      return [
        ...(await compareStarts(both)),
        ...(await compareReads('page of 100', both, '/api/instances?offset=5000&limit=100')),
        ...(await compareReads('search, 11 found', both, '/api/instances?filter=member-0421')),
        await compareJoins(both),
        await compareLocks(cleanup),
      ];
    } finally {
      await cleanup.run();
    }
  },
};

/** Both times say the same on a quiet machine; what other programs take of the cores is in the first alone. */
async function compareStarts({ ours, limit }: Registries): Promise<readonly Line[]> {
  const time = await alternate(
    () => ours.start(),
    () => limit.start(),
    STARTS,
  );
  return [
    bounded('start, ms longer than a bare load', time.ours.ms - time.limit.ms, LONGER_START),
    bounded('start, ms on a processor longer', time.ours.busyMs - time.limit.busyMs, LONGER_START),
  ];
}

async function compareReads(what: string, { ours, limit }: Registries, path: string): Promise<readonly Line[]> {
  const target = ({ origin, headers }: Registries['ours']): Target => ({ origin: origin(), path, headers });
  const measured = await alternate(
    async () => ({ ...(await load(target(ours), 1, ROUND_MS)) }),
    async () => ({ ...(await load(target(limit), 1, ROUND_MS)) }),
  );
  return [
    {
      what: `${what}, requests/s`,
      ours: measured.ours.perSecond,
      limit: measured.limit.perSecond,
      ratio: measured.ratio.perSecond,
      goal: { atLeast: 0.5 },
    },
    bounded(`${what}, p99, ms longer than plain maps`, measured.ours.p99 - measured.limit.p99, LONGER_READ),
  ];
}

/** Each join is another instance's. */
async function compareJoins({ ours, limit }: Registries): Promise<Line> {
  const measured = await alternate(
    async () => ({ ms: await ours.join() }),
    async () => ({ ms: await limit.join() }),
    JOINS,
  );
  return {
    what: 'join, durable, ms',
    ours: measured.ours.ms,
    limit: measured.limit.ms,
    ratio: measured.ratio.ms,
    goal: { atMost: 4 },
  };
}
