import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { clusterdEvents } from '#shared/clusterd/events.ts';
import type { EventFeed } from '#shared/contract/event-feed.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { createAccess, type Access } from './access/access.ts';
import { createDrift } from './drift/drift.ts';
import { createEventHub } from './events/event-hub.ts';
import { tellClusters } from './events/tell-clusters.ts';
import { tellDeliveries } from './events/tell-deliveries.ts';
import { tellInstances } from './events/tell-instances.ts';
import { tellKeys } from './events/tell-keys.ts';
import { createSettleOpen } from './history/settle-open.ts';
import { watchOpen } from './history/watch-open.ts';
import { createCredentialStore } from './instances/credentials.ts';
import { createIdentity } from './identity/identity.ts';
import { askOwners, type TakenOver } from './identity/ask-owners.ts';
import { openSelf, type Self } from './identity/self.ts';
import { watchReturns } from './identity/watch-returns.ts';
import { createFleet } from './instances/fleet.ts';
import { registerLocal, type LocalElektrad } from './instances/local.ts';
import { createReaching } from './instances/reaching.ts';
import { openSingle, type SingleInstance } from './instances/single.ts';
import { startWatch } from './instances/watch.ts';
import { accessHandlers } from './operations/access.ts';
import { backupsHandlers } from './operations/backups.ts';
import { clusterHandlers } from './operations/clusters.ts';
import { driftHandlers } from './operations/drift.ts';
import { identityHandlers } from './operations/identity.ts';
import { instanceHandlers } from './operations/instances.ts';
import { keySettlingHandlers } from './operations/key-settling.ts';
import { keyHandlers } from './operations/keys.ts';
import { planHandlers } from './operations/plans.ts';
import { rolloutHandlers } from './operations/rollouts.ts';
import { secretsHandlers } from './operations/secrets.ts';
import { settingHandlers } from './operations/settings.ts';
import { versionHandlers, type Product } from './operations/versions.ts';
import { createPlans } from './plans/plans.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './ports/secrets.ts';
import { createReconciler } from './reconcile/reconciler.ts';
import { publicInstance } from './registry/records.ts';
import { openRegistry } from './registry/registry.ts';
import { createEffective } from './settings/effective.ts';
import { createLocks } from './settings/locks.ts';

export interface ClusterdOptions {
  readonly product: Product;
  /** What is shown for a person who came by a sign-in link, for example `ada@workstation`. */
  readonly owner: string;
  /** True: nobody has to sign in (only for loopback). */
  readonly open: boolean;
}

/** The daemon, without any transport. */
export interface Clusterd {
  readonly handlers: Handlers<ClusterdContract>;
  readonly access: Access;
  readonly events: EventFeed;
  readonly secrets: Secrets;
  readonly self: Self;
  /** Instances that were ours when last seen, and that another clusterd has taken over by what their markers say now. Those that do not answer are left out. */
  takenOver(signal: AbortSignal): Promise<readonly TakenOver[]>;
  registerLocal(local: LocalElektrad): Promise<void>;
  /** Single-instance mode: from now on the interface opens on this one. */
  openOn(single: SingleInstance): Promise<void>;
  /** Begins to ask the instances whether they live. */
  watch(): void;
  /** Ends the watch and closes the connections. Running operations are the transport's to end before, the store its opener's to close after. */
  close(): Promise<void>;
}

/** @throws StartRefused when the stored data is newer than this program or damaged. */
export async function createClusterd(ports: Ports, { product, owner, open }: ClusterdOptions): Promise<Clusterd> {
  const registry = await openRegistry(ports);
  const credentials = createCredentialStore(ports);
  await credentials.sweep(registry.instances.all.values());
  const self = await openSelf(registry, ports.random, owner);
  const reaching = createReaching(registry, credentials, ports);
  const identity = createIdentity(registry, reaching, self, ports);
  const fleet = createFleet(reaching, identity, (id, turn) => settleOpen(id, turn));
  const stopReturns = watchReturns(registry, reaching, identity, ports.log);
  const access = createAccess(registry, ports, owner);
  const events = createEventHub(clusterdEvents, ports);
  tellClusters(registry, events.emit);
  const stopBackups = ports.backups.onChange((state) => events.emit('backups.changed', { state }));
  const effective = createEffective(registry.clusters);
  const telling = tellDeliveries(events.emit, lookAt, ports.clock);
  const reconciler = createReconciler({
    ...ports,
    ...{ registry, fleet, effective },
    tell: telling,
    drifted: (id) => drift.count(id),
  });
  const deliveryOf = (instanceId: string) => reconciler.summary(instanceId);
  const tellInstance = tellInstances(registry.instances, ({ id }) => deliveryOf(id), events);
  const drift = createDrift({
    ...{ registry, effective, fleet, delivering: reconciler, ports, wrote: telling.keys },
    changed(id, drifted) {
      events.emit('drift.changed', { instanceId: id as InstanceId, drifted });
      tellInstance(id);
    },
  });
  const locks = createLocks(registry.clusters, reconciler.record);
  const acts = { changes: registry.changes, locks, tell: tellKeys(events.emit) };
  const settleOpen = createSettleOpen({ ...ports, ...acts });
  const instanceActs = instanceHandlers({ registry, fleet, identity, credentials, ports, deliveryOf });
  let single: InstanceId | null = null;
  // A person may remove it like any other.
  const opensOn = () => (single !== null && registry.instances.get(single) !== undefined ? single : null);
  let stopWatch: (() => Promise<void>) | null = null;
  let stopSettling = async (): Promise<void> => undefined;
  await reconciler.start();

  /** How far deliveries to an instance are has changed. */
  function lookAt(id: string): void {
    tellInstance(id);
    drift.look(id);
  }

  return {
    access,
    events,
    secrets: ports.secrets,
    self,
    takenOver: (signal) => askOwners(registry, reaching, self, signal),
    handlers: {
      ...versionHandlers(product, self),
      ...instanceActs,
      ...identityHandlers({ registry, fleet, identity, deliveryOf }),
      ...keyHandlers({ ...acts, fleet, ports }),
      ...planHandlers(createPlans({ registry, fleet, delivering: reconciler, ports })),
      ...clusterHandlers({
        ...{ registry, fleet, delivering: reconciler, ports },
        shown: (record) => publicInstance(record, deliveryOf(record.id)),
      }),
      ...settingHandlers({ registry, fleet, delivering: reconciler, ports }),
      ...rolloutHandlers(reconciler),
      ...driftHandlers({ registry, effective, fleet, delivering: reconciler, drift }),
      ...keySettlingHandlers(fleet),
      ...accessHandlers(access, ports.clock, open, opensOn),
      ...secretsHandlers(ports.secrets),
      ...backupsHandlers(ports.backups),
    },
    registerLocal: (local) => registerLocal(registry, ports.clock, local),
    async openOn(wanted) {
      const { signal } = new AbortController();
      const call = { caller: { id: 'start', name: owner, role: 'admin' }, requestId: 'start', signal } as const;
      single = await openSingle(instanceActs, registry, wanted, call);
    },
    watch() {
      if (stopWatch !== null) return;
      stopWatch = startWatch(registry, fleet, ports);
      drift.start();
      stopSettling = watchOpen({ ...ports, registry, fleet });
    },
    async close() {
      stopBackups();
      await stopWatch?.();
      const stopped = [stopReturns(), reconciler.close(), stopSettling(), drift.close()];
      await ports.elektrads.close();
      await Promise.all(stopped);
      // Whatever still waits for its turn in the registry is stored before the store may close.
      await registry.turn(async () => undefined);
      await registry.changes.flush();
      events.flush();
    },
  };
}
