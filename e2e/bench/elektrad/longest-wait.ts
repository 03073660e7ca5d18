import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Pool } from 'undici';
import type { Target } from '../harness/load.ts';

const ROUNDS = 9;
/** So many large requests in a round, one after another. */
const LARGE = 3;

/** Reads megabytes in a thread of its own: read in the thread that waits, they would keep it from seeing that its answer is there. */
const READER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', async ({ url, headers, count }) => {
  for (let at = 0; at < count; at += 1) {
    const answer = await fetch(url, { headers });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(url + ' answered ' + answer.status);
  }
  parentPort.postMessage('read');
});`;

/**
 * How much longer a small request takes at most while large ones are answered, in milliseconds: the median over the rounds. What it takes at most
 * without them, in as much time, is the machine's and is taken off.
 */
export async function longestWait(small: Target, large: Target): Promise<number> {
  const pool = new Pool(small.origin, { connections: 1, pipelining: 1 });
  const reader = new Worker(READER, { eval: true });
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    const beside = await longestUntil(pool, small, readAll(reader, large));
    const took = performance.now() - start;
    const alone = await longestUntil(pool, small, new Promise((resolve) => setTimeout(resolve, took)));
    waits.push(Math.max(0, beside - alone));
  }
  await Promise.all([pool.close(), reader.terminate()]);
  return waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)] ?? Number.NaN;
}

/** How long a small request takes at most, one sent after another until `end`, in milliseconds. */
export async function longestUntil(pool: Pool, small: Target, end: Promise<unknown>): Promise<number> {
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

async function readAll(reader: Worker, { origin, path, headers }: Target): Promise<void> {
  if (typeof path !== 'string') throw new Error('Only GET of one path waits.');
  const read = once(reader, 'message');
  reader.postMessage({ url: origin + path, headers, count: LARGE });
  await read;
}

async function send(pool: Pool, { path, headers }: Target): Promise<void> {
  if (typeof path !== 'string') throw new Error('Only GET of one path waits.');
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}.`);
  await body.dump();
}
