import { CancelledError } from '#shared/contract/cancelled.ts';
import type { Clock } from '../../clusterd/ports.ts';

/** Lets some time pass between two attempts. Rejects with CancelledError when the signal is aborted meanwhile. */
export function pause(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      stop();
      reject(new CancelledError());
    };
    const stop = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
