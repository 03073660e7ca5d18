import { isCancelled } from '#shared/contract/cancelled.ts';
import { isConnectionLost } from '#shared/contract/connection-lost.ts';
import type { ErrorCode } from '#shared/errors/catalogue.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';

/** Codes that say: this is refused. Anything else leaves open what another attempt would bring. */
const REFUSALS: readonly ErrorCode[] = [
  'ELEKTRA_REJECTED',
  'KEY_LOCKED',
  'KEY_RESTRICTED',
  'VALUE_NOT_CARRIED',
  'TOO_LARGE',
  'INVALID_INPUT',
  'KEY_NAME_INVALID',
  'FORBIDDEN',
];

/** How an attempt to save ended that was not answered with success. */
export function failedOutcome(error: unknown): { readonly phase: 'rejected' | 'failed'; readonly error: unknown } {
  return { phase: isElektraError(error) && REFUSALS.includes(error.code) ? 'rejected' : 'failed', error };
}

/** Whether it is unknown if a write that failed so has arrived; only reading tells. */
export function isInterrupted(error: unknown): boolean {
  return isCancelled(error) || isConnectionLost(error) || isElektraError(error, 'INSTANCE_TIMEOUT');
}
