import { setMaxListeners } from 'node:events';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { overdue } from './transport-failure.ts';

/** Waits for a promise no longer than `waitMs` and only while it is wanted. What the promise stands for goes on for those who still want it. */
export function abortable<T>(promise: Promise<T>, waitMs: number, signal?: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onTimeout = () => reject(overdue(waitMs, false));
    const onAbort = () => reject(new CancelledError());
    const timer = setTimeout(onTimeout, waitMs);
    if (signal !== undefined) {
      // One for each host that the caller asks; that is no leak, which Node would warn of.
      setMaxListeners(0, signal);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    }
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}
