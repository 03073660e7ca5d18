import { Pool } from 'undici';
import type { Target } from '../harness/load.ts';

const ROUNDS = 9;
/** So many large requests in a round, one after another. */
const LARGE = 3;

/**
 * How much longer a small request takes at most while large ones are answered, in milliseconds: the median over the rounds. What it takes at most
 * without them, in as much time, is the machine's and is taken off.
 */
export async function longestWait(small: Target, large: Target): Promise<number> {
  const pool = new Pool(small.origin, { connections: 2, pipelining: 1 });
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    const beside = await longestUntil(pool, small, sendAll(pool, large));
    const took = performance.now() - start;
    const alone = await longestUntil(pool, small, new Promise((resolve) => setTimeout(resolve, took)));
    waits.push(Math.max(0, beside - alone));
  }
  await pool.close();
  return waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)] ?? Number.NaN;
}

async function longestUntil(pool: Pool, small: Target, end: Promise<unknown>): Promise<number> {
  const ended = { yet: false };
  const ending = end.finally(() => (ended.yet = true));
  let longest = 0;
  while (!ended.yet) {
    const start = performance.now();
    await send(pool, small);
    longest = Math.max(longest, performance.now() - start);
  }
  await ending;
  return longest;
}

async function sendAll(pool: Pool, large: Target): Promise<void> {
  for (let count = 0; count < LARGE; count += 1) await send(pool, large);
}

/** Reads the answer without looking at it, so that the waiting is the elektrad's. */
async function send(pool: Pool, { path, headers }: Target): Promise<void> {
  if (typeof path !== 'string') throw new Error('Only GET of one path waits.');
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}.`);
  body.on('data', () => undefined);
  await new Promise((resolve, reject) => body.on('end', resolve).on('error', reject));
}
