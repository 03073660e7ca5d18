import { CancelledError } from '#shared/contract/cancelled.ts';
import { overdue } from './transport-failure.ts';

/** A number of places, given away in the order in which they are asked for. */
export interface Slots {
  /** Takes a free place if nobody waits for one. */
  tryTake(): boolean;
  /** Resolves with a place taken. Rejects with TransportFailure after `waitMs`, with CancelledError on abort. */
  wait(waitMs: number, signal?: AbortSignal): Promise<void>;
  /** Gives a place back, to whoever has waited longest. */
  release(): void;
  /** Resolves when every place is free and nobody waits. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly waitMs: number;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly grant: () => void;
  readonly refuse: (reason: Error) => void;
}

export function createSlots(places: number): Slots {
  const waiting = new Set<Waiting>();
  const idling: (() => void)[] = [];
  let taken = 0;
  // One timer for all who wait: on a busy instance most requests wait for a moment.
  let timer: NodeJS.Timeout | null = null;
  let nextCheck = Infinity;

  function checkAt(deadline: number): void {
    if (deadline >= nextCheck) return;
    if (timer !== null) clearTimeout(timer);
    nextCheck = deadline;
    timer = setTimeout(refuseOverdue, Math.ceil(deadline - performance.now()));
    timer.unref();
  }

  function refuseOverdue(): void {
    nextCheck = Infinity;
    const now = performance.now();
    let soonest = Infinity;
    for (const entry of waiting) {
      if (entry.deadline <= now) entry.refuse(overdue(entry.waitMs, false));
      else soonest = Math.min(soonest, entry.deadline);
    }
    if (soonest < Infinity) checkAt(soonest);
  }

  return {
    tryTake() {
      if (taken === places || waiting.size > 0) return false;
      taken += 1;
      return true;
    },
    wait(waitMs, signal) {
      return new Promise<void>((resolve, reject) => {
        const leave = () => {
          waiting.delete(entry);
          signal?.removeEventListener('abort', onAbort);
        };
        const entry: Waiting = {
          waitMs,
          deadline: performance.now() + waitMs,
          grant() {
            leave();
            resolve();
          },
          refuse(reason) {
            leave();
            reject(reason);
          },
        };
        const onAbort = () => entry.refuse(new CancelledError());
        waiting.add(entry);
        signal?.addEventListener('abort', onAbort, { once: true });
        checkAt(entry.deadline);
      });
    },
    release() {
      const [next] = waiting;
      if (next !== undefined) {
        next.grant();
        return;
      }
      taken -= 1;
      if (taken === 0) for (const resolve of idling.splice(0)) resolve();
    },
    async idle() {
      if (taken > 0) await new Promise<void>((resolve) => idling.push(resolve));
    },
  };
}
