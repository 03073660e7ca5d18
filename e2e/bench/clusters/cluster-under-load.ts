import assert from 'node:assert/strict';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Cleanup } from '../../fixtures/cleanup.ts';
import { createClusterdHttp, createToken, type ClusterdHttp } from '../../fixtures/clusterd-http.ts';
import { startClusterd, type Member } from '../../fixtures/fleet.ts';
import { startFleetProcess, type FleetProcess } from '../../fixtures/fleet-process.ts';
import { startLimit } from '../limits/start-limit.ts';
import type { DeliveryRound } from '../limits/bare-delivery.ts';

/** As many as clusterd delivers to side by side. */
const CONCURRENCY = 64;

/** One cluster with all members of a fleet, and a bare program that can send the same to another fleet of as many. */
export interface ClusterUnderLoad {
  readonly clusterd: Member;
  readonly client: ClusterdHttp;
  readonly clusterId: ClusterId;
  readonly instanceIds: readonly InstanceId[];
  readonly fleet: FleetProcess;
  /** Sends to the other fleet; resolves when all of it has everything. */
  deliverBare(round: DeliveryRound): Promise<void>;
}

/** A fleet for each side: what the members of one process hold or have open must not be on the other side's account. */
export async function startCluster(cleanup: Cleanup, members: number): Promise<ClusterUnderLoad> {
  const fleet = await startFleetProcess(cleanup, { members, forgetful: true });
  const other = await startFleetProcess(cleanup, { members, forgetful: true });
  const clusterd = await startClusterd(cleanup);
  const client = createClusterdHttp(clusterd.url, await createToken(await clusterd.process.signInLink()));
  const instanceIds = await addAll(client, fleet.hosts);
  const { id: clusterId } = await client.call('clusters.create', { name: 'bench' });
  await client.call('clusters.joinMany', { id: clusterId, instanceIds, wait: 60 });
  const limit = await startLimit({ kind: 'delivery', options: { control: other.control, concurrency: CONCURRENCY } });
  cleanup.defer(() => limit.kill());
  return {
    ...{ clusterd, client, clusterId, instanceIds, fleet },
    async deliverBare(round) {
      const answer = await fetch(`${limit.url}/round`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(round),
      });
      assert.deepEqual(await answer.json(), { hosts: members });
    },
  };
}

async function addAll(client: ClusterdHttp, hosts: readonly string[]) {
  const instances = hosts.map((host, index) => ({ name: `member-${index}`, host, marker: false }));
  const ids = [];
  for (let at = 0; at < instances.length; at += 1000) {
    const { outcomes } = await client.call('instances.createMany', { instances: instances.slice(at, at + 1000) });
    for (const { instance, error } of outcomes) {
      assert.equal(error, null);
      if (instance !== null) ids.push(instance.id);
    }
  }
  return ids;
}
