import type { BackupAbout, BackupWork } from './backup-work.ts';

export interface BackupToRead {
  readonly file: string;
  /** null: it is not encrypted. */
  readonly passphrase: string | null;
  readonly work: BackupWork;
  readonly signal: AbortSignal;
}

/** What is in a backup, read and checked to its end. @throws StartRefused that says what is wrong with it, CancelledError */
export async function readBackup({ file, passphrase, work, signal }: BackupToRead): Promise<BackupAbout> {
  const host = { secret: async () => null, report: () => undefined };
  return (await work.read({ kind: 'read', file, passphrase, stage: null }, host, signal)).about;
}
