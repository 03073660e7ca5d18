import { abortable } from './abortable.ts';

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

export function createSlots(places: number): Slots {
  const waiting = new Set<() => void>();
  const idling: (() => void)[] = [];
  let taken = 0;

  return {
    tryTake() {
      if (taken === places || waiting.size > 0) return false;
      taken += 1;
      return true;
    },
    async wait(waitMs, signal) {
      let isGranted = false;
      let grant: () => void = () => undefined;
      const granted = new Promise<void>((resolve) => {
        grant = () => {
          isGranted = true;
          resolve();
        };
      });
      waiting.add(grant);
      try {
        await abortable(granted, waitMs, signal);
      } catch (error) {
        waiting.delete(grant);
        if (isGranted) this.release();
        throw error;
      }
    },
    release() {
      const [next] = waiting;
      if (next !== undefined) {
        waiting.delete(next);
        next();
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
