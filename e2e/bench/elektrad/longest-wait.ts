import { Pool } from 'undici';
import type { Target } from '../harness/load.ts';

const ROUNDS = 9;
/** So many large requests in a round, one after another. */
const LARGE = 3;

/** The longest time that a small request took while large ones were answered, in milliseconds: the median over the rounds. */
export async function longestWait(small: Target, large: Target): Promise<number> {
  const pool = new Pool(small.origin, { connections: 2, pipelining: 1 });
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) waits.push(await waitBeside(pool, small, large));
  await pool.close();
  return waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)] ?? Number.NaN;
}

async function waitBeside(pool: Pool, small: Target, large: Target): Promise<number> {
  let isDone = false;
  let longest = 0;
  const answering = (async () => {
    for (let count = 0; count < LARGE; count += 1) await send(pool, large);
    isDone = true;
  })();
  while (!isDone) {
    const start = performance.now();
    await send(pool, small);
    longest = Math.max(longest, performance.now() - start);
  }
  await answering;
  return longest;
}

/** Reads the answer without looking at it, so that the waiting is the elektrad's. */
async function send(pool: Pool, { path, headers }: Target): Promise<void> {
  if (typeof path !== 'string') throw new Error('Only GET of one path waits.');
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}.`);
  body.on('data', () => undefined);
  await new Promise((resolve, reject) => body.on('end', resolve).on('error', reject));
}
