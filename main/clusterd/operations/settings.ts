import type { settingOperations } from '#shared/clusterd/settings.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { Fleet } from '../instances/fleet.ts';
import type { Ports } from '../ports.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import type { Registry } from '../registry/registry.ts';
import { settingMetadataHandlers } from './setting-metadata.ts';
import { settingReadHandlers } from './setting-reads.ts';
import { settingTransferHandlers } from './setting-transfers.ts';
import { settingWriteHandlers } from './setting-writes.ts';

export interface SettingParts {
  readonly registry: Registry;
  readonly delivering: Pick<Delivering, 'delivered'>;
  readonly fleet: Pick<Fleet, 'reach'>;
  readonly ports: Pick<Ports, 'clock' | 'digest'>;
}

export function settingHandlers(parts: SettingParts): Handlers<typeof settingOperations> {
  return {
    ...settingReadHandlers(parts),
    ...settingWriteHandlers(parts),
    ...settingMetadataHandlers(parts),
    ...settingTransferHandlers(parts),
  };
}
