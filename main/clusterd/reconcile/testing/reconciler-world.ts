import { setImmediate } from 'node:timers/promises';
import { ClusterEdit } from '#shared/clusterd/edits.ts';
import { CancelledError } from '#shared/contract/cancelled.ts';
import type * as z from 'zod';
import { InstanceId } from '#shared/model/instance.ts';
import { createCredentialStore } from '../../instances/credentials.ts';
import { createReaching } from '../../instances/reaching.ts';
import type { ClusterChange } from '../../registry/change-records.ts';
import { NO_EFFECTS } from '../../registry/cluster-records.ts';
import type { ClusterAct } from '../../registry/changes.ts';
import { openRegistry } from '../../registry/registry.ts';
import { effectsOfEdits } from '../../settings/edits.ts';
import { createEffective } from '../../settings/effective.ts';
import { effectsOfRemoval } from '../../settings/remove-cluster.ts';
import { clusterRecord, instanceRecord } from '../../settings/testing/open-fleet.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { createFakeElektrads, type FakeElektrads } from '../../testing/fake-elektrads.ts';
import { createFakeRandom } from '../../testing/fake-random.ts';
import { createFakeSealing } from '../../testing/fake-sealing.ts';
import { createMemoryDocumentStore, type MemoryDocumentStore } from '../../testing/memory-document-store.ts';
import { createMemorySecrets } from '../../testing/memory-secrets.ts';
import { createSilentLog } from '../../testing/silent-log.ts';
import { guardedTurn } from '../guarded-turn.ts';
import { createReconciler } from '../reconciler.ts';

/** How many turns of the loop have to pass without a request until all is taken to be quiet. */
const QUIET_TURNS = 3;

export type World = Awaited<ReturnType<typeof reconcilerWorld>>;

const NEVER = new AbortController().signal;

/** A reconciler over fake hosts. Give `store` and `elektrads` to start again on what another one has left. */
export async function reconcilerWorld(
  store: MemoryDocumentStore = createMemoryDocumentStore(),
  elektrads: FakeElektrads = createFakeElektrads(),
) {
  const [clock, log, random] = [createFakeClock(), createSilentLog(), createFakeRandom()];
  const registry = await openRegistry({ store, sealing: createFakeSealing(), clock, log });
  const credentials = createCredentialStore({ secrets: createMemorySecrets(), random, log });
  const fleet = createReaching(registry, credentials, { elektrads, clock, log });
  const effective = createEffective(registry.clusters);
  const told: string[] = [];
  let steps = 0;
  let isKilled = false;
  const requireAlive = () => {
    if (isKilled) throw new CancelledError();
  };
  const reconciler = createReconciler({
    ...{ registry, effective, clock, random, log },
    fleet: {
      writingTurn: (id, work, signal) =>
        fleet.reach(id, (elektrad) =>
          elektrad.turn(async (turn) => {
            steps += 1;
            return work(guardedTurn(turn, requireAlive));
          }, signal),
        ),
    },
    tell: {
      instance: (id) => void told.push(id),
      rollout: () => void (steps += 1),
      keys: () => void (steps += 1),
    },
  });
  await reconciler.start();

  const commit = (act: string, clusterId: string | null, effects: ClusterAct['effects']) =>
    registry.changes.commit({ act, clusterId, by: 'ada', note: null, effects });

  return {
    ...{ store, elektrads, clock, registry, effective, reconciler, told },
    host: (id: string) => elektrads.host(`http://${id}:1`),
    async add(...ids: readonly string[]): Promise<void> {
      for (const id of ids) {
        const record = instanceRecord(id);
        await registry.instances.put(id, { ...record, seen: { ...record.seen, state: 'online', since: clock.now() } });
      }
    },
    cluster: (id: string, parentId: string | null = null) =>
      commit('clusters.create', id, ({ number }) => ({
        ...NO_EFFECTS,
        clusters: [clusterRecord(id, parentId, number)],
      })),
    edit: (clusterId: string, ...edits: readonly z.input<typeof ClusterEdit>[]) =>
      commit('plans.apply', clusterId, (stamp) =>
        effectsOfEdits(
          registry.clusters,
          clusterId,
          edits.map((edit) => ClusterEdit.parse(edit)),
          stamp,
          true,
        ),
      ),
    join: (clusterId: string, ...ids: readonly string[]) =>
      commit('clusters.join', clusterId, (stamp) => {
        const instanceIds = ids.map((id) => InstanceId.parse(id));
        return effectsOfEdits(registry.clusters, clusterId, [{ kind: 'join', instanceIds }], stamp, true);
      }),
    /** What a person does in the instance's turn. */
    turn: (id: string, work: () => Promise<void>) => fleet.reach(id, (elektrad) => elektrad.turn(work, NEVER)),
    removeCluster: (id: string) =>
      commit('clusters.remove', id, (stamp) => effectsOfRemoval(registry.clusters, id, stamp, true)),
    pause: (id: string, paused: boolean) =>
      commit('clusters.setPaused', id, () => {
        const cluster = registry.clusters.cluster(id);
        return cluster === undefined ? null : { ...NO_EFFECTS, clusters: [{ ...cluster, paused }] };
      }),
    remove: (id: string) => registry.turn(() => registry.instances.remove(id)),
    /** As the watch sees it. */
    see: (id: string, state: 'online' | 'offline') =>
      registry.turn(async () => {
        const record = registry.instances.get(id);
        if (record !== undefined)
          await registry.instances.put(id, { ...record, seen: { ...record.seen, state, since: clock.now() } });
      }),
    delivered: (change: ClusterChange | null, wait = 10) => reconciler.delivered(change, wait, NEVER),
    /** It sends and stores nothing any more. Start another one on what it has left. */
    async kill(): Promise<void> {
      isKilled = true;
      await store.close();
    },
    /** Waits until nothing happens any more without the clock. */
    async quiet(): Promise<void> {
      for (let still = 0, before = -1; still < QUIET_TURNS; still += 1) {
        await setImmediate();
        if (steps !== before) still = 0;
        before = steps;
      }
    },
    value: (id: string, key: string) => elektrads.host(`http://${id}:1`).keys.get(key)?.value,
  };
}
