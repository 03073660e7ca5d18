import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { Clock } from '../ports.ts';
import type { Slices } from './slices.ts';

/** Waits until deliveries to many instances are decided. */
export interface Waiting {
  /** Resolves when `isDecided` holds for each of these, or after that time. @throws CancelledError */
  until(
    ids: readonly string[],
    isDecided: (id: string) => boolean,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<void>;
  /** To be called when this may hold for an instance. */
  look(id: string): void;
  /** Nobody waits any longer. */
  stop(): void;
}

interface Waiter {
  readonly open: Set<string>;
  readonly isDecided: (id: string) => boolean;
  readonly end: () => void;
}

export function createWaiting(clock: Pick<Clock, 'after'>, slices: Slices): Waiting {
  const waiters = new Set<Waiter>();
  let isStopped = false;

  function look({ open, isDecided, end }: Waiter, id: string): void {
    if (open.has(id) && isDecided(id) && open.delete(id) && open.size === 0) end();
  }

  return {
    async until(ids, isDecided, milliseconds, signal) {
      const open = new Set(ids);
      if (open.size === 0 || milliseconds === 0 || isStopped) return;
      throwIfAborted(signal);
      await new Promise<void>((resolve) => {
        const waiter = { open, isDecided, end };
        const stopTimer = clock.after(milliseconds, end);
        function end(): void {
          waiters.delete(waiter);
          stopTimer();
          signal.removeEventListener('abort', end);
          resolve();
        }
        signal.addEventListener('abort', end, { once: true });
        waiters.add(waiter);
        slices.run(ids, (id) => look(waiter, id));
      });
      throwIfAborted(signal);
    },
    look(id) {
      for (const waiter of [...waiters]) look(waiter, id);
    },
    stop() {
      isStopped = true;
      for (const { end } of [...waiters]) end();
    },
  };
}
