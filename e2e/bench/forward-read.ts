import assert from 'node:assert/strict';
import { createCleanup, type Cleanup } from '../fixtures/cleanup.ts';
import { createClusterdHttp, createToken } from '../fixtures/clusterd-http.ts';
import { startClusterd, startElektrad } from '../fixtures/fleet.ts';
import type { Bench, Line } from './harness/bench.ts';
import { load, type Target } from './harness/load.ts';
import { alternate } from './harness/rounds.ts';
import { startLimit } from './limits/start-limit.ts';

const KEY = 'system:/sw/example/gateway/#0/current/limits/connections';
const CONCURRENCIES = [1, 16, 64];
const ROUND_MS = 500;

/** GET of one key through clusterd, with authentication, against a bare proxy; the same elektrad behind both. */
export const forwardRead: Bench = {
  name: 'forward-read',
  async run() {
    const cleanup = createCleanup();
    try {
      const { ours, limit } = await startTargets(cleanup);
      const lines: Line[] = [];
      for (const concurrency of CONCURRENCIES) lines.push(...(await compare(ours, limit, concurrency)));
      return lines;
    } finally {
      await cleanup.run();
    }
  },
};

async function compare(ours: Target, limit: Target, concurrency: number): Promise<readonly Line[]> {
  const measure = async (target: Target) => ({ ...(await load(target, concurrency, ROUND_MS)) });
  const measured = await alternate(
    () => measure(ours),
    () => measure(limit),
  );
  const line = (what: string, figure: 'perSecond' | 'p99', goal: Line['goal']): Line => ({
    what: `c=${concurrency}, ${what}`,
    ours: measured.ours[figure],
    limit: measured.limit[figure],
    ratio: measured.ratio[figure],
    goal,
  });
  return [line('requests/s', 'perSecond', { atLeast: 0.8 }), line('p99 in ms', 'p99', { atMost: 1.5 })];
}

async function startTargets(cleanup: Cleanup): Promise<{ readonly ours: Target; readonly limit: Target }> {
  const elektrad = await startElektrad(cleanup);
  await elektrad.http.setAll({ [KEY]: '4096' });
  const clusterd = await startClusterd(cleanup);
  const token = await createToken(await clusterd.process.signInLink());
  const client = createClusterdHttp(clusterd.url, token);
  const { id } = await client.call('instances.create', { name: 'bench', host: elektrad.url });
  const proxy = await startLimit({ kind: 'proxy', options: { elektrad: elektrad.url, token } });
  cleanup.defer(() => proxy.kill());

  const path = `/api/instances/${id}/kdb/${encodeURIComponent(KEY)}`;
  const headers = { authorization: `Bearer ${token}` };
  const targets = { ours: { origin: clusterd.url, path, headers }, limit: { origin: proxy.url, path, headers } };
  for (const target of Object.values(targets)) await assertAnswersKey(target);
  return targets;
}

/** What is compared has to be the same work with the same outcome. */
async function assertAnswersKey({ origin, path, headers }: Target & { readonly path: string }): Promise<void> {
  const answer = await fetch(origin + path, { headers });
  const { value, version } = (await answer.json()) as { readonly value?: unknown; readonly version?: unknown };
  assert.deepEqual([answer.status, value], [200, '4096']);
  assert.equal(answer.headers.get('etag'), `"${String(version)}"`);
  assert.equal((await fetch(origin + path)).status, 401);
}
