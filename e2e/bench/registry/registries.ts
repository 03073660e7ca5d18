import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instance } from '#shared/model/instance.ts';
import type { Cleanup } from '../../fixtures/cleanup.ts';
import { createClusterdHttp, createToken, type ClusterdHttp } from '../../fixtures/clusterd-http.ts';
import { startClusterd } from '../../fixtures/fleet.ts';
import { freePort } from '../../fixtures/network.ts';
import { processorTime } from '../harness/processor-time.ts';
import { startLimit } from '../limits/start-limit.ts';

const INSTANCES = 10_000;
const CLUSTERS = 500;
/** These are in no cluster, so that they can join one. */
const FREE = 100;
/** How many joins are timed at once. */
const BURST = 5;

interface Started {
  origin(): string;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends it and starts it again. @returns milliseconds until it listens, by the clock and on a processor */
  start(): Promise<{ readonly ms: number; readonly busyMs: number }>;
  /** @returns milliseconds, of one */
  join(): Promise<number>;
}

/** The same instances in clusterd and in plain maps. */
export interface Registries {
  readonly ours: Started;
  readonly limit: Started;
}

/** Nobody listens at the hosts: a registry is asked about instances, not the instances themselves. */
export async function startRegistries(cleanup: Cleanup): Promise<Registries> {
  const clusterd = await startClusterd(cleanup);
  const token = await createToken(await clusterd.process.signInLink());
  const client = createClusterdHttp(clusterd.url, token);
  const instances = await addInstances(client, await freePort());
  const clusters = await addClusters(client, instances);
  const headers = { authorization: `Bearer ${token}` };
  const joined = { ours: joiner(instances, clusters), limit: joiner(instances, clusters) };

  const folder = await mkdtemp(join(tmpdir(), 'elektra-web-bench-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  const records = join(folder, 'records.jsonl');
  await writeFile(records, (await listAll(client)).map((instance) => `${JSON.stringify(instance)}\n`).join(''));
  const options = { token, records, file: join(folder, 'joins.jsonl') };
  let bare = await startLimit({ kind: 'registry', options });
  cleanup.defer(() => bare.kill());

  return {
    ours: {
      origin: () => clusterd.url,
      headers,
      async start() {
        const ms = await timeOf(() => clusterd.restart());
        return { ms, busyMs: await processorTime(clusterd.process.pid) };
      },
      join: () => joined.ours(clusterd.url, headers),
    },
    limit: {
      origin: () => bare.url,
      headers,
      async start() {
        const ms = await timeOf(async () => {
          await bare.kill();
          bare = await startLimit({ kind: 'registry', options });
        });
        return { ms, busyMs: await processorTime(bare.pid) };
      },
      join: () => joined.limit(bare.url, headers),
    },
  };
}

async function addInstances(client: ClusterdHttp, port: number): Promise<readonly Instance[]> {
  const added: Instance[] = [];
  for (let at = 0; at < INSTANCES; at += 1000) {
    const lines = Array.from({ length: 1000 }, (_, index) => at + index).map((number) => ({
      name: `member-${String(number).padStart(5, '0')}`,
      host: `http://127.20.${number >> 8}.${number & 255}:${port}`,
      marker: false,
    }));
    const { outcomes } = await client.call('instances.createMany', { instances: lines });
    for (const { instance, error } of outcomes) {
      assert.equal(error, null);
      if (instance !== null) added.push(instance);
    }
  }
  return added;
}

async function addClusters(client: ClusterdHttp, instances: readonly Instance[]): Promise<readonly string[]> {
  const size = (INSTANCES - FREE) / CLUSTERS;
  const clusters: string[] = [];
  for (let number = 0; number < CLUSTERS; number += 1) {
    const { id } = await client.call('clusters.create', { name: `cluster ${number}` });
    const members = instances.slice(Math.floor(number * size), Math.floor((number + 1) * size));
    await client.call('clusters.joinMany', { id, instanceIds: members.map((member) => member.id), wait: 0 });
    clusters.push(id);
  }
  return clusters;
}

async function listAll(client: ClusterdHttp): Promise<readonly Instance[]> {
  const all: Instance[] = [];
  while (all.length < INSTANCES) all.push(...(await client.call('instances.list', { offset: all.length })).items);
  return all;
}

/** Joins instances that are in no cluster, a few each time, one after another. */
function joiner(instances: readonly Instance[], clusters: readonly string[]) {
  let next = INSTANCES - FREE;
  return async (origin: string, headers: Readonly<Record<string, string>>): Promise<number> => {
    const time = await timeOf(async () => {
      for (let count = 0; count < BURST; count += 1, next += 1) {
        const answer = await fetch(`${origin}/api/clusters/${clusters[next % CLUSTERS]}/instances`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ instanceId: instances[next]?.id, wait: 0 }),
        });
        assert.equal(answer.status, 201, await answer.text());
      }
    });
    return time / BURST;
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
