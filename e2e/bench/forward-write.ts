import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCleanup, type Cleanup } from '../fixtures/cleanup.ts';
import { createClusterdHttp, createToken } from '../fixtures/clusterd-http.ts';
import { startClusterd, startElektrad } from '../fixtures/fleet.ts';
import type { Bench, Line } from './harness/bench.ts';
import { load, type Target } from './harness/load.ts';
import { alternate } from './harness/rounds.ts';
import { startLimit } from './limits/start-limit.ts';

const CONCURRENCY = 16;
const ROUND_MS = 800;

/** PUT of one key through clusterd, each sender its own key of one instance, against a bare program; the same elektrad behind both. */
export const forwardWrite: Bench = {
  name: 'forward-write',
  async run() {
    const cleanup = createCleanup();
    try {
      const { ours, limit } = await startTargets(cleanup);
      const { ratio, ...measured } = await alternate(
        async () => ({ ...(await load(ours, CONCURRENCY, ROUND_MS)) }),
        async () => ({ ...(await load(limit, CONCURRENCY, ROUND_MS)) }),
      );
      const line: Line = {
        what: `c=${CONCURRENCY}, requests/s`,
        ours: measured.ours.perSecond,
        limit: measured.limit.perSecond,
        ratio: ratio.perSecond,
        goal: { atLeast: 0.6 },
      };
      return [line];
    } finally {
      await cleanup.run();
    }
  },
};

async function startTargets(cleanup: Cleanup): Promise<{ readonly ours: Target; readonly limit: Target }> {
  const elektrad = await startElektrad(cleanup);
  const clusterd = await startClusterd(cleanup);
  const token = await createToken(await clusterd.process.signInLink());
  const client = createClusterdHttp(clusterd.url, token);
  const { id } = await client.call('instances.create', { name: 'bench', host: elektrad.url });
  const folder = await mkdtemp(join(tmpdir(), 'elektra-web-bench-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  const options = { elektrad: elektrad.url, token, file: join(folder, 'changes.jsonl') };
  const writer = await startLimit({ kind: 'writer', options });
  cleanup.defer(() => writer.kill());

  const targetAt = (origin: string, place: string): Target => ({
    origin,
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    path: (sender) => `/api/instances/${id}/kdb/${encodeURIComponent(`user:/bench/${place}/k${sender}`)}`,
    body: (count) => `value ${count}`,
  });
  const targets = { ours: targetAt(clusterd.url, 'ours'), limit: targetAt(writer.url, 'limit') };
  for (const target of Object.values(targets)) await assertWrites(target, elektrad.http.value);
  return targets;
}

/** What is compared has to be the same work with the same outcome. */
async function assertWrites(target: Target, valueOf: (key: string) => Promise<string | undefined>): Promise<void> {
  assert.ok(typeof target.path === 'function');
  const path = target.path(0);
  const put = (headers: Readonly<Record<string, string>>, value: string) =>
    fetch(target.origin + path, { method: 'PUT', headers, body: value });
  const answer = await put(target.headers, 'checked');
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.keys((await answer.json()) as object).sort(), ['created', 'value', 'version']);
  assert.equal(await valueOf(decodeURIComponent(path.split('/kdb/')[1] ?? '')), 'checked');
  assert.equal((await put({ 'content-type': 'text/plain' }, 'unchecked')).status, 401);
}
