import { CancelledError } from '#shared/contract/cancelled.ts';
import type { Clock } from '../ports.ts';

/** How many are done before others run. */
const SLICE = 500;

/** Does work for many, in slices between which others run; the first at once. */
export interface Slices {
  run<T>(items: Iterable<T>, work: (item: T) => void): void;
  /** The same with results, in order. @throws CancelledError when it is stopped before its end */
  map<T, R>(items: Iterable<T>, work: (item: T) => R): Promise<readonly R[]>;
  /** Nothing more is done. */
  stop(): void;
}

export function createSlices(clock: Pick<Clock, 'after'>): Slices {
  const stops = new Set<() => void>();
  let isStopped = false;

  function slice<T>(items: Iterator<T>, work: (item: T) => void, ended: (isWhole: boolean) => void): void {
    for (let count = 0; count < SLICE; count += 1) {
      const next = items.next();
      if (next.done === true) return ended(true);
      work(next.value);
    }
    if (isStopped) return ended(false);
    const cancel = clock.after(0, () => {
      stops.delete(stop);
      slice(items, work, ended);
    });
    const stop = () => {
      cancel();
      ended(false);
    };
    stops.add(stop);
  }

  return {
    run: (items, work) => slice(items[Symbol.iterator](), work, () => undefined),
    map<T, R>(items: Iterable<T>, work: (item: T) => R) {
      return new Promise<readonly R[]>((resolve, reject) => {
        const results: R[] = [];
        const ended = (isWhole: boolean) => (isWhole ? resolve(results) : reject(new CancelledError()));
        slice(items[Symbol.iterator](), (item) => void results.push(work(item)), ended);
      });
    },
    stop() {
      isStopped = true;
      for (const stop of stops) stop();
      stops.clear();
    },
  };
}
