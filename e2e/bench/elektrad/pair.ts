import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cleanup } from '../../fixtures/cleanup.ts';
import { startElektrad, type ElektradMember } from '../../fixtures/fleet.ts';
import type { Target } from '../harness/load.ts';
import { startLimit } from '../limits/start-limit.ts';

/** The two that are compared, over the same keys. */
export interface Pair {
  readonly size: number;
  readonly get: Both;
  /** Each sender its own key. */
  readonly put: Both;
  /** An expression that matches one name in ten. */
  readonly find: Both;
  /** Everything: as many names as there are keys. */
  readonly subtree: Both;
}

export interface Both {
  readonly ours: Target;
  readonly limit: Target;
}

const ROOT = 'user:/bench';
/** As many as fit into a request. */
const BATCH = 10_000;
const HEADERS = { 'content-type': 'application/json' };

const GET = pathOf('kdb', nameOf(3));
const FIND = pathOf('kdbFind', '/k[0-9]*7$');
const SUBTREE = pathOf('kdb', ROOT);

/** An elektrad of ours with so many keys, a hundred under each parent, and its limit. */
export async function startPair(size: number, cleanup: Cleanup): Promise<Pair> {
  const elektrad = await startElektrad(cleanup);
  await fill(elektrad, size);
  const folder = await mkdtemp(join(tmpdir(), 'elektra-web-bench-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  const options = { elektrad: elektrad.url, paths: [GET, SUBTREE], root: ROOT, file: join(folder, 'values.jsonl') };
  const limit = await startLimit({ kind: 'elektrad', options });
  cleanup.defer(() => limit.kill());

  const both = (target: Omit<Target, 'origin' | 'headers'>): Both => ({
    ours: { origin: elektrad.url, headers: HEADERS, ...target },
    limit: { origin: limit.url, headers: HEADERS, ...target },
  });
  for (const path of [GET, FIND, SUBTREE]) await assertSameAnswer(path, elektrad.url, limit.url);
  return {
    size,
    get: both({ path: GET }),
    put: both({
      method: 'PUT',
      path: (sender) => pathOf('kdb', nameOf(sender % size)),
      body: (count) => JSON.stringify(`value ${count}`),
    }),
    find: both({ path: FIND }),
    subtree: both({ path: SUBTREE }),
  };
}

async function fill({ http }: ElektradMember, size: number): Promise<void> {
  for (let from = 0; from < size; from += BATCH) {
    const configurations = Array.from({ length: Math.min(BATCH, size - from) }, (_each, at) => ({
      key: nameOf(from + at),
      value: `value ${at}`,
    }));
    await http.client.call('kdb.setAll', { name: ROOT, configurations });
  }
  assert.equal((await http.names(ROOT)).length, size);
}

function nameOf(at: number): string {
  return `${ROOT}/part${Math.floor(at / 100)}/k${at}`;
}

function pathOf(route: string, name: string): string {
  return `/${route}/${encodeURIComponent(name)}`;
}

/** What is compared has to be the same work with the same outcome. */
async function assertSameAnswer(path: string, ours: string, limit: string): Promise<void> {
  const [answer, expected] = await Promise.all([fetch(ours + path), fetch(limit + path)]);
  assert.deepEqual([answer.status, expected.status], [200, 200]);
  assert.equal(await answer.text(), await expected.text());
}
