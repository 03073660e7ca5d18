import { isCancelled } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { ClusterdSelf } from '#shared/model/instance.ts';
import type { Reaching } from '../instances/reaching.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { readMarker } from './marker.ts';

/** An instance that was ours, with the clusterd that its marker names now. */
export interface TakenOver {
  readonly id: string;
  readonly owner: ClusterdSelf;
}

/** Reads the markers of all instances that were ours when last seen, side by side, and nothing else; nothing is stored of it. */
export async function askOwners(
  { instances }: Pick<Registry, 'instances'>,
  { connection }: Pick<Reaching, 'connection'>,
  self: ClusterdSelf,
  signal: AbortSignal,
): Promise<readonly TakenOver[]> {
  const ours = [...instances.all.values()].filter(({ identity }) => identity.state === 'proven');
  const owners = await Promise.all(ours.map((record) => ownerOf(record)));
  return owners.filter((owner) => owner !== null);

  async function ownerOf({ id }: InstanceRecord): Promise<TakenOver | null> {
    try {
      const marker = await readMarker((names) => connection(id).readMany(names, signal));
      return marker === null || marker.owner.id === self.id ? null : { id, owner: marker.owner };
    } catch (error) {
      // Who does not answer in time says nothing of its owner.
      if (isElektraError(error) || isCancelled(error)) return null;
      throw error;
    }
  }
}
