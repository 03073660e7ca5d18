import { ElektraError } from '#shared/errors/elektra-error.ts';

/** A write that did not reach the disk, with a reason that a person can act on. */
export function storageFailed(failure: unknown, directory: string): ElektraError {
  const reason = isFull(failure) ? `no space is left on the disk that holds ${directory}` : wordsOf(failure);
  const message = `The change was not made: ${reason}. Free space or mend the disk, then try again.`;
  return new ElektraError('STORAGE_FAILED', message, { data: { reason }, cause: failure });
}

function isFull(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && (failure.code === 'ENOSPC' || failure.code === 'EDQUOT');
}

function wordsOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
