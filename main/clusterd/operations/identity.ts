import type { identityOperations } from '#shared/clusterd/identity.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { InstanceDelivery, InstanceId } from '#shared/model/instance.ts';
import type { Identity } from '../identity/identity.ts';
import { leaveCluster } from '../identity/leave-cluster.ts';
import { refuseForeign } from '../identity/refuse.ts';
import { compareAll } from '../identity/store-found.ts';
import type { Fleet } from '../instances/fleet.ts';
import { publicInstance } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';

interface Parts {
  readonly registry: Registry;
  readonly fleet: Fleet;
  readonly identity: Identity;
  readonly deliveryOf: (instanceId: string) => InstanceDelivery;
}

export function identityHandlers({
  registry,
  fleet,
  identity,
  deliveryOf,
}: Parts): Handlers<typeof identityOperations> {
  const shown = (id: InstanceId) => publicInstance(fleet.instance(id), deliveryOf(id));
  return {
    async 'instances.takeOver'({ id }) {
      await identity.takeOver(id);
      return shown(id);
    },

    async 'instances.sayIdentity'({ id, is }, { caller }) {
      if (is === 'sharesUser') {
        await identity.identify(id, 'share');
        const instance = fleet.instance(id);
        refuseForeign(instance, registry.instances.get(instance.identity.other ?? ''));
        return shown(id);
      }
      // Before it may be written to again: nothing that its cluster sets is to reach another machine.
      const prepare = is === 'anotherHost' ? () => leaveCluster(registry, id, caller?.name ?? '') : undefined;
      await identity.identify(id, 'refuse', { anew: true, prepare });
      if (is === 'reinstalled') await registry.turn(() => compareAll(registry, id, 'reinstalled'));
      return shown(id);
    },
  };
}
