import { Pool } from 'undici';

/** One request, repeated over kept-alive connections. */
export interface Target {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** By default GET. */
  readonly method?: 'GET' | 'PUT';
  /** The path, or what it is for one of the senders. */
  readonly path: string | ((sender: number) => string);
  /** The body of a sender's request, counted from 0. */
  readonly body?: (count: number) => string;
}

export interface Load {
  readonly perSecond: number;
  /** The time that 99 of 100 answers came within, in milliseconds. */
  readonly p99: number;
}

/**
 * Sends the request over `concurrency` connections for `milliseconds`, each as soon as the one before is answered.
 * @throws when an answer is no success: what is measured has to be the work itself
 */
export async function load(target: Target, concurrency: number, milliseconds: number): Promise<Load> {
  const pool = new Pool(target.origin, { connections: concurrency, pipelining: 1 });
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + milliseconds;
  const { headers, method = 'GET' } = target;
  const sender = async (_: unknown, index: number) => {
    const path = typeof target.path === 'string' ? target.path : target.path(index);
    let count = 0;
    for (let now = performance.now(); now < end;) {
      const sent = target.body?.(count) ?? null;
      const { statusCode, body } = await pool.request({ method, path, headers, body: sent });
      const text = await body.text();
      if (statusCode > 299) throw new Error(`${method} ${target.origin}${path} answered ${statusCode}: ${text}`);
      count += 1;
      const then = now;
      now = performance.now();
      latencies.push(now - then);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  const seconds = (performance.now() - start) / 1000;
  await pool.close();
  return { perSecond: latencies.length / seconds, p99: percentile(latencies, 0.99) };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
