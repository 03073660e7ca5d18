import { setInterval } from 'node:timers/promises';
import { createCleanup } from '../fixtures/cleanup.ts';
import { startCluster } from './clusters/cluster-under-load.ts';
import { bounded, type Bench, type Line } from './harness/bench.ts';
import { processorTime } from './harness/processor-time.ts';
import { memory } from './harness/resident-memory.ts';
import { middle } from './harness/rounds.ts';

const MEMBERS = 1_000;
const SECOND_MS = 1_000;
/** Everybody has been asked whether they live once, and the connections of the setting up are closed. */
const SETTLED = 65;
/** How long it is looked at, in seconds. */
const SECONDS = 60;
const LONG_SECONDS = 600;
/** As much as a core may be busy, in percent, and the most that memory may have become of what it was. */
const MOST_BUSY = 2;
const MOST_GROWN = 1.05;

interface Sample {
  readonly at: number;
  readonly busyMs: number;
  readonly megabytes: number;
}

/** Many instances that live, of which nobody wants anything: what watching them costs. */
export const idle: Bench = {
  name: 'idle',
  async run({ long }) {
    const cleanup = createCleanup();
    try {
      const { clusterd } = await startCluster(cleanup, MEMBERS);
      const seconds = long ? LONG_SECONDS : SECONDS;
      return linesOf(await observe(clusterd.process.pid, seconds), seconds);
    } finally {
      await cleanup.run();
    }
  },
};

async function observe(pid: number, seconds: number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  let count = 0;
  for await (const _second of setInterval(SECOND_MS)) {
    count += 1;
    if (count < SETTLED) continue;
    samples.push({ at: performance.now(), busyMs: await processorTime(pid), megabytes: await memory(pid) });
    if (samples.length > seconds) break;
  }
  return samples;
}

/** Garbage comes and goes: the middle of a quarter of the time stands for it. */
function linesOf(samples: readonly Sample[], seconds: number): readonly Line[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) throw new Error('Nothing was seen.');
  const quarter = Math.ceil(samples.length / 4);
  const megabytes = samples.map((sample) => sample.megabytes);
  const grown = middle(megabytes.slice(-quarter)) / middle(megabytes.slice(0, quarter));
  const what = `${MEMBERS.toLocaleString('en')} watched for ${seconds} s`;
  return [
    bounded(`${what}, % of a core`, (100 * (last.busyMs - first.busyMs)) / (last.at - first.at), MOST_BUSY),
    bounded(`${what}, memory at the end to that at the beginning`, grown, MOST_GROWN),
  ];
}
