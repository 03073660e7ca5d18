import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { Fleet } from '../instances/fleet.ts';
import type { Ports } from '../ports.ts';
import { metadataHandlers } from './key-metadata.ts';
import { keyReadHandlers } from './key-reads.ts';
import { keyTransferHandlers } from './key-transfers.ts';
import { keyWriteHandlers } from './key-writes.ts';

export function keyHandlers(
  fleet: Pick<Fleet, 'reach' | 'writingTurn'>,
  ports: Pick<Ports, 'digest' | 'log' | 'clock'>,
): Handlers<typeof keyOperations> {
  return {
    ...keyReadHandlers(fleet, ports),
    ...keyWriteHandlers(fleet, ports),
    ...keyTransferHandlers(fleet, ports),
    ...metadataHandlers(fleet, ports),
  };
}
