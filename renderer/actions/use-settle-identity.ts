import type { SAID_IDENTITIES } from '#shared/clusterd/identity.ts';
import type { Instance, InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useRunningAct } from '../composables/use-running-act.ts';
import { useInstancesStore } from '../stores/instances-store.ts';
import { useSessionStore } from '../stores/session-store.ts';

/** What a person decides about the database of an instance. Never throws: what went wrong is in `failure`, shown where the act was made. */
export function useSettleIdentity() {
  const client = useClient();
  const instances = useInstancesStore();
  const session = useSessionStore();
  const { busy, failure, run, dismiss } = useRunningAct();

  async function settle(ask: () => Promise<Instance>): Promise<void> {
    await run(async () => instances.put(await ask()));
  }

  return {
    busy,
    failure,
    dismiss,
    mayTakeOver: () => session.may('instances.takeOver'),
    maySay: () => session.may('instances.sayIdentity'),
    takeOver: (id: InstanceId) => settle(() => client.call('instances.takeOver', { id })),
    say: (id: InstanceId, is: (typeof SAID_IDENTITIES)[number]) =>
      settle(() => client.call('instances.sayIdentity', { id, is })),
  };
}
