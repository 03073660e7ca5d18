import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import type { Rollout } from '#shared/clusterd/rollouts.ts';
import type { Emit } from '#shared/contract/events.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Clock } from '../ports.ts';
import type { Telling } from '../reconcile/reconciler.ts';

/** More names than a listener wants to look at one by one. */
const NAMED = 100;
/** How often a rollout that goes on is told, in milliseconds: ten thousand members are ten thousand steps. */
const EVERY_MS = 250;

/** Tells of deliveries: how far instances and rollouts are, and which keys were written. */
export function tellDeliveries(
  emit: Emit<ClusterdEvents>,
  instance: (id: string) => void,
  clock: Pick<Clock, 'after'>,
): Telling {
  const waiting = new Map<number, () => Rollout>();

  function tellAll(): void {
    for (const read of waiting.values()) {
      const { id, clusterId, counts, endedAt } = read();
      emit('rollout.changed', { id, clusterId, counts, endedAt });
    }
    waiting.clear();
  }

  return {
    instance,
    rollout(id, read) {
      if (waiting.size === 0) clock.after(EVERY_MS, tellAll);
      waiting.set(id, read);
    },
    keys(instanceId, keys) {
      emit('keys.changed', {
        instanceId: instanceId as InstanceId,
        keys: keys.length > NAMED ? null : [...keys],
      });
    },
  };
}
