import type { BackupsState } from '#shared/clusterd/backups.ts';
import { BackupNotWritten } from './write-failure.ts';

type Failure = NonNullable<BackupsState['failure']>;

const REASONS: Readonly<Record<string, Failure['reason']>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EACCES: 'not-allowed',
  EPERM: 'not-allowed',
  EROFS: 'read-only',
  ENOENT: 'no-folder',
  ENOTDIR: 'no-folder',
  EEXIST: 'no-folder',
  EIO: 'disk',
};

/** Why an automatic backup was not made, by the error that ended it. */
export function failureOf(error: unknown): Pick<Failure, 'reason' | 'message'> {
  const code = error instanceof BackupNotWritten ? error.code : '';
  return { reason: REASONS[code] ?? 'other', message: error instanceof Error ? error.message : String(error) };
}
