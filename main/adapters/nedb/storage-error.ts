import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file may not grow any further',
  EROFS: 'the disk is mounted read-only',
  EIO: 'the disk reports an error',
  EACCES: 'the permissions do not allow it',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the machine has too many files open',
};

/** What a caller is told when the disk refuses. Anything that is no answer of the file system is a bug and stays what it is. */
export function storageError(error: unknown): Error {
  if (isElektraError(error)) return error;
  if (!(error instanceof Error)) return new Error('Something that is no error was thrown.', { cause: error });
  if (!('code' in error) || typeof error.code !== 'string' || !('syscall' in error)) return error;
  const reason = REASONS[error.code] ?? error.message;
  const message = `The change could not be stored (${reason}), so it was not made. Correct that and try again.`;
  return new ElektraError('STORAGE_FAILED', message, { data: { reason }, cause: error });
}
