import type { backupsOperations } from '#shared/clusterd/backups.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { Backups } from '../ports/backups.ts';

export function backupsHandlers(backups: Backups): Handlers<typeof backupsOperations> {
  return {
    'backups.state': () => backups.state(),
    'backups.retry': () => backups.retry(),
  };
}
