import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import type { Found } from './found.ts';
import { isForeign } from './refuse.ts';

type Stored = Pick<Registry, 'instances' | 'deliveries' | 'turn'>;

/** Stores what was found of a registered instance. One that may be written to again is compared as a whole with what its cluster sets. */
export async function storeFound(registry: Stored, id: string, { identity, marker }: Found): Promise<void> {
  await registry.turn(async () => {
    const current = registry.instances.get(id);
    if (current === undefined) return;
    const next = { ...current, identity, marker };
    if (isForeign(current) && !isForeign(next)) await compareAll(registry, id, 'reinstalled');
    if (!isStored(current, { identity, marker })) await registry.instances.put(id, next);
  });
}

/** Whether it says what is stored already. */
export function isStored(record: InstanceRecord, { identity, marker }: Pick<Found, 'identity' | 'marker'>): boolean {
  return JSON.stringify([record.identity, record.marker]) === JSON.stringify([identity, marker]);
}

/** Makes the reconciler read and compare all managed keys of a member. Inside a turn of the registry. */
export async function compareAll(
  { deliveries }: Pick<Registry, 'deliveries'>,
  id: string,
  why: 'host' | 'reinstalled',
): Promise<void> {
  const delivery = deliveries.get(id);
  if (delivery !== undefined) await deliveries.putAtOnce(id, { ...delivery, compare: why });
}
