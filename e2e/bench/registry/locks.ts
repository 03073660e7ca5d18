import assert from 'node:assert/strict';
import type { Cleanup } from '../../fixtures/cleanup.ts';
import { createClusterdHttp, createToken, type ClusterdHttp } from '../../fixtures/clusterd-http.ts';
import { startClusterd } from '../../fixtures/fleet.ts';
import { startFleetProcess } from '../../fixtures/fleet-process.ts';
import type { Line } from '../harness/bench.ts';
import { alternate } from '../harness/rounds.ts';

const FEW = 10;
const MANY = 10_000;
const REFUSED = 100;
const ROOT = 'system:/sw/example/locked';

/** How many writes to a locked key are refused in a second: of an instance whose cluster sets many keys, against one whose cluster sets few. */
export async function compareLocks(cleanup: Cleanup): Promise<Line> {
  const fleet = await startFleetProcess(cleanup, { members: 2, forgetful: true });
  const clusterd = await startClusterd(cleanup);
  const client = createClusterdHttp(clusterd.url, await createToken(await clusterd.process.signInLink()));
  const [few, many] = await Promise.all([
    lockedMember(client, fleet.hosts[0] ?? '', FEW),
    lockedMember(client, fleet.hosts[1] ?? '', MANY),
  ]);
  const measured = await alternate(
    async () => ({ perSecond: await refusalsPerSecond(client, many, MANY) }),
    async () => ({ perSecond: await refusalsPerSecond(client, few, FEW) }),
  );
  return {
    what: `lock found among ${MANY.toLocaleString('en')} settings against ${FEW}, per second`,
    ours: measured.ours.perSecond,
    limit: measured.limit.perSecond,
    ratio: measured.ratio.perSecond,
    goal: { atLeast: 0.8 },
  };
}

/** @returns the id of an instance in a cluster that sets so many keys */
async function lockedMember(client: ClusterdHttp, host: string, settings: number) {
  const { id: instanceId } = await client.call('instances.create', { name: `${settings} settings`, host });
  const { id } = await client.call('clusters.create', { name: `${settings} settings` });
  const configurations = Array.from({ length: settings }, (_, index) => ({ key: `k${index}`, value: 'set' }));
  await client.call('settings.setAll', { id, key: ROOT, configurations, wait: 0 });
  await client.call('clusters.join', { id, instanceId, wait: 60 });
  return instanceId;
}

async function refusalsPerSecond(
  client: ClusterdHttp,
  id: Awaited<ReturnType<typeof lockedMember>>,
  settings: number,
): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < REFUSED; count += 1) {
    const key = `${ROOT}/k${(count * 7919) % settings}`;
    const refusal = client.call('keys.set', { id, key, value: 'another' });
    await assert.rejects(refusal, { code: 'KEY_LOCKED' });
  }
  return REFUSED / ((performance.now() - start) / 1000);
}
