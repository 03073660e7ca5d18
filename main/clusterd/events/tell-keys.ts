import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import type { Emit } from '#shared/contract/events.ts';
import type { InstanceId } from '#shared/model/instance.ts';

/** More names than a listener wants to look at one by one. */
const NAMED = 100;

/** Tells that an act has ended which may have changed these keys, or keys below them. */
export function tellKeys(emit: Emit<ClusterdEvents>): (instanceId: InstanceId, names: readonly string[]) => void {
  return (instanceId, names) => {
    const keys = new Set(names);
    emit('keys.changed', { instanceId, keys: keys.size > NAMED ? null : [...keys] });
  };
}
