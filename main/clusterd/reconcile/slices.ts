import type { Clock } from '../ports.ts';

/** How many are done before others run. */
const SLICE = 500;

/** Does work for many, in slices between which others run; the first at once. */
export interface Slices {
  run<T>(items: Iterable<T>, work: (item: T) => void): void;
  stop(): void;
}

export function createSlices(clock: Pick<Clock, 'after'>): Slices {
  const stops = new Set<() => void>();
  let isStopped = false;

  function slice<T>(items: Iterator<T>, work: (item: T) => void): void {
    for (let count = 0; count < SLICE; count += 1) {
      const next = items.next();
      if (next.done === true) return;
      work(next.value);
    }
    if (isStopped) return;
    const stop = clock.after(0, () => {
      stops.delete(stop);
      slice(items, work);
    });
    stops.add(stop);
  }

  return {
    run: (items, work) => slice(items[Symbol.iterator](), work),
    stop() {
      isStopped = true;
      for (const stop of stops) stop();
      stops.clear();
    },
  };
}
