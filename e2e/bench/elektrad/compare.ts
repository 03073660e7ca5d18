import type { Line } from '../harness/bench.ts';
import { load, type Target } from '../harness/load.ts';
import { alternate } from '../harness/rounds.ts';
import { longestWait } from './longest-wait.ts';
import type { Both, Pair } from './pair.ts';

const CONCURRENCY = 16;
const ROUND_MS = 250;
/** A process that has just taken its keys is still being compiled for reading: 100,000 keys leave it slower for about as many requests. */
const WARM_UP_MS = 3000;
/** The most that a handler may hold the event loop, in milliseconds. */
const LONGEST_HOLD = 20;

/** Ours against its limit. */
export async function compareAnswers({ size, get, put, find }: Pair): Promise<readonly Line[]> {
  for (const target of [get.ours, get.limit]) await load(target, CONCURRENCY, WARM_UP_MS);
  const keys = `${size.toLocaleString('en')} keys`;
  return [
    await compare(`${keys}, GET, c=${CONCURRENCY}, requests/s`, get, perSecond, { atLeast: 0.7 }),
    await compare(`${keys}, PUT durable, c=${CONCURRENCY}, requests/s`, put, perSecond, { atLeast: 0.5 }),
    await compare(`${keys}, find, ms`, find, milliseconds, { atMost: 2 }),
  ];
}

/** Ours against itself with fewer keys: what it costs to write one, and to list each. */
export async function compareSlopes(few: Pair, many: Pair, most: Pair): Promise<readonly Line[]> {
  const perKey = (size: number) => async (target: Target) => ((await milliseconds(target)) / size) * 1000;
  const writes = { ours: most.put.ours, limit: few.put.ours };
  const lists = await alternate(
    async () => ({ time: await perKey(most.size)(most.subtree.ours) }),
    async () => ({ time: await perKey(many.size)(many.subtree.ours) }),
  );
  return [
    await compare('PUT with 100,000 keys against 10, requests/s', writes, perSecond, { atLeast: 0.8 }),
    {
      what: 'subtree of 100,000 keys against 10,000, µs per key',
      ours: lists.ours.time,
      limit: lists.limit.time,
      ratio: lists.ratio.time,
      goal: { atMost: 1.5 },
    },
  ];
}

/** How long a small request waits at most while a large one is worked on; a second process would only add its own waits. */
export async function comparePaces({ get, find, subtree }: Pair): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const [what, large] of [
    ['find', find],
    ['subtree', subtree],
  ] as const) {
    const wait = await longestWait(get.ours, large.ours);
    const goal = { atMost: 1 };
    lines.push({
      what: `longest further wait beside ${what} of 100,000 keys, ms`,
      ours: wait,
      limit: LONGEST_HOLD,
      ratio: wait / LONGEST_HOLD,
      goal,
    });
  }
  return lines;
}

type Measure = (target: Target) => Promise<number>;

async function compare(what: string, { ours, limit }: Both, measure: Measure, goal: Line['goal']): Promise<Line> {
  const measured = await alternate(
    async () => ({ figure: await measure(ours) }),
    async () => ({ figure: await measure(limit) }),
  );
  return {
    what,
    ours: measured.ours.figure,
    limit: measured.limit.figure,
    ratio: measured.ratio.figure,
    goal,
  };
}

async function perSecond(target: Target): Promise<number> {
  return (await load(target, CONCURRENCY, ROUND_MS)).perSecond;
}

/** Of one request alone. */
async function milliseconds(target: Target): Promise<number> {
  return 1000 / (await load(target, 1, ROUND_MS)).perSecond;
}
