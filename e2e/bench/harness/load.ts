import { Pool } from 'undici';

/** One kept-alive GET, repeated. */
export interface Target {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Load {
  readonly perSecond: number;
  /** The time that 99 of 100 answers came within, in milliseconds. */
  readonly p99: number;
}

/**
 * Sends the request over `concurrency` connections for `milliseconds`, each as soon as the one before is answered.
 * @throws when an answer is not 200: what is measured has to be the work itself
 */
export async function load(target: Target, concurrency: number, milliseconds: number): Promise<Load> {
  const pool = new Pool(target.origin, { connections: concurrency, pipelining: 1 });
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + milliseconds;
  const sender = async () => {
    for (let now = performance.now(); now < end;) {
      const { statusCode, body } = await pool.request({ method: 'GET', path: target.path, headers: target.headers });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${target.origin}${target.path} answered ${statusCode}: ${text}`);
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
