import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import type { InstanceDelivery } from '#shared/model/instance.ts';
import type { Collection } from '../registry/collection.ts';
import type { EventHub } from './event-hub.ts';
import { publicInstance, type InstanceRecord } from '../registry/records.ts';

/**
 * Tells of every instance that is added, changed or removed from now on, whoever did it. Returns how to tell of one whose record is the same while its
 * deliveries have got further; also several times in a row, which costs no more than once.
 */
export function tellInstances(
  instances: Collection<InstanceRecord>,
  deliveryOf: (instance: InstanceRecord) => InstanceDelivery,
  { emit, emitLater }: Pick<EventHub<ClusterdEvents>, 'emit' | 'emitLater'>,
): (id: string) => void {
  const toldLatency = new Map<string, number | null>();
  let begun = false;

  /** What is told is how it is when that leaves. */
  function tell({ id }: InstanceRecord): void {
    emitLater('instance.changed', id, () => {
      const record = instances.get(id);
      if (record === undefined) return null;
      toldLatency.set(id, record.seen.latencyMs);
      return { id: record.id, instance: publicInstance(record, deliveryOf(record)) };
    });
  }

  instances.watch((before, after) => {
    if (!begun) return void (after && toldLatency.set(after.id, after.seen.latencyMs));
    if (after === undefined) {
      if (before === undefined) return;
      toldLatency.delete(before.id);
      emit('instance.removed', { id: before.id });
    } else if (
      before === undefined ||
      isWorthTelling(before, after) ||
      isOtherPace(toldLatency.get(after.id) ?? null, after.seen.latencyMs)
    ) {
      tell(after);
    }
  });
  begun = true;
  return (id) => {
    const record = instances.get(id);
    if (record !== undefined) tell(record);
  };
}

/** Each instance is measured every half minute, and opens sessions of which nobody has to know: neither is worth a word to everybody by itself. */
function isWorthTelling(before: InstanceRecord, after: InstanceRecord): boolean {
  return (
    isOther(before, after, (name) => name !== 'session' && name !== 'seen') ||
    isOther(before.seen, after.seen, (name) => name !== 'latencyMs')
  );
}

/** Differences below this are not noticed, in milliseconds. */
const UNNOTICED_MS = 20;

/** Whether it answers at least twice as fast or as slowly as was told. */
function isOtherPace(told: number | null, now: number | null): boolean {
  if (now === null) return false;
  if (told === null) return true;
  return Math.abs(now - told) > UNNOTICED_MS && Math.max(now, told) > 2 * Math.min(now, told);
}

/** Records share the parts that were not changed, so most are compared without a look at what they hold; asked of each of ten thousand in one step. */
function isOther(a: object, b: object, matters: (name: string) => boolean): boolean {
  const before = a as Readonly<Record<string, unknown>>;
  const after = b as Readonly<Record<string, unknown>>;
  for (const name in after) {
    const was = before[name];
    const is = after[name];
    if (was !== is && matters(name) && JSON.stringify(was) !== JSON.stringify(is)) return true;
  }
  return false;
}
