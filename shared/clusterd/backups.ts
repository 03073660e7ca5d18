import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';

/**
 * Why a backup could not be written: its disk is full or a share of it used up, nothing may be written there, the disk can only be read, the folder cannot
 * be made or is none, the disk fails, or another reason, which the message gives.
 */
export const BACKUP_FAILURES = ['full', 'not-allowed', 'read-only', 'no-folder', 'disk', 'other'] as const;

/** Why a backup is made without being asked for. */
export const BackupOccasion = z.enum(['daily', 'before-upgrade']);
export type BackupOccasion = z.output<typeof BackupOccasion>;

export const BackupsState = z
  .strictObject({
    /** On the machine of clusterd. */
    folder: z.string(),
    /** The newest that is there; null: there is none yet. */
    last: z
      .strictObject({
        file: z.string(),
        occasion: BackupOccasion,
        /** Milliseconds since 1970 UTC. */
        madeAt: z.int(),
        /** Bytes. */
        size: z.int(),
      })
      .nullable(),
    /** The last one was not made; null: it was. */
    failure: z
      .strictObject({
        occasion: BackupOccasion,
        /** Milliseconds since 1970 UTC. */
        at: z.int(),
        reason: z.enum(BACKUP_FAILURES),
        /** What happened, to which file, and what to do. */
        message: z.string(),
      })
      .nullable(),
    /** When the next one is due, or tried again, in milliseconds since 1970 UTC; null: at the next start. */
    nextAt: z.int().nullable(),
  })
  .meta({ id: 'BackupsState' });
export type BackupsState = z.output<typeof BackupsState>;

export const backupsOperations = defineContract({
  'backups.state': {
    summary:
      'The backups that clusterd makes by itself: where, the last one, why one failed, and when the next is due.',
    kind: 'query',
    role: 'admin',
    http: { method: 'GET', path: '/api/backups', success: 200 },
    input: z.strictObject({}),
    output: BackupsState,
    errors: [],
  },
  'backups.retry': {
    summary:
      'Make the automatic backup that failed or is due, now. How it went is in the answer; when none is, nothing is done.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/backups/retry', success: 200 },
    input: z.strictObject({}),
    output: BackupsState,
    errors: [],
  },
});
