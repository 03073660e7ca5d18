import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { Fleet } from '../instances/fleet.ts';
import { createActOnInstance, type ActMeans } from '../keys/act-on-instance.ts';
import type { Ports } from '../ports.ts';
import type { Locks } from '../settings/locks.ts';
import { metadataHandlers } from './key-metadata.ts';
import { keyReadHandlers } from './key-reads.ts';
import { keyTransferHandlers } from './key-transfers.ts';
import { keyWriteHandlers } from './key-writes.ts';

type KeyMeans = Pick<ActMeans, 'changes' | 'tell'> & {
  readonly fleet: Pick<Fleet, 'reach' | 'writingTurn'>;
  readonly locks: Pick<Locks, 'of' | 'refuse'>;
  readonly ports: Pick<Ports, 'digest' | 'log' | 'clock' | 'sealing'>;
};

export function keyHandlers({ fleet, locks, changes, tell, ports }: KeyMeans): Handlers<typeof keyOperations> {
  const act = createActOnInstance({ ...ports, fleet, locks, changes, tell });
  return {
    ...keyReadHandlers(fleet, locks, ports),
    ...keyWriteHandlers(act, ports),
    ...keyTransferHandlers(act, ports),
    ...metadataHandlers(act, ports),
  };
}
