import { CancelledError, isCancelled, throwIfAborted } from '#shared/contract/cancelled.ts';
import { untilAborted } from '#shared/contract/until-aborted.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Clock } from '../ports.ts';

/**
 * What the work resolves to. When it takes longer, its signal is aborted, and it is left to itself.
 * @throws ElektraError INSTANCE_TIMEOUT after that many milliseconds; CancelledError when `signal` is aborted
 */
export async function withinTime<T>(
  { clock, host, signal }: { readonly clock: Clock; readonly host: string; readonly signal: AbortSignal },
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const limit = new AbortController();
  const stop = clock.after(milliseconds, () => limit.abort());
  // Not by a listener: many instances are asked under one signal, and Node takes more than ten listeners for a leak.
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    return await untilAborted(work(either), either);
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    if (!limit.signal.aborted || !isCancelled(error)) throw error;
    const seconds = milliseconds / 1000;
    throw new ElektraError('INSTANCE_TIMEOUT', `${host} did not answer within ${seconds} s.`, {
      data: { host, seconds },
    });
  } finally {
    stop();
  }
}
