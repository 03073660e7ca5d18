import type { Clock } from '../ports.ts';

/** Any number of alarms with one timer of the clock. */
export interface Alarms {
  /** Replaces an earlier alarm of the same id. `at` in milliseconds since 1970. */
  set(id: string, at: number): void;
  delete(id: string): void;
  stop(): void;
}

interface Alarm {
  readonly id: string;
  readonly at: number;
}

/** Calls `ring` for each alarm at its time. */
export function createAlarms(clock: Clock, ring: (id: string) => void): Alarms {
  const times = new Map<string, number>();
  /** A binary heap, the earliest first. Alarms that were deleted or replaced stay in it until their time. */
  const heap: Alarm[] = [];
  let timer: { readonly at: number; readonly cancel: () => void } | null = null;

  function isEarlier(a: number, b: number): boolean {
    return (heap[a]?.at ?? Infinity) < (heap[b]?.at ?? Infinity);
  }

  function swap(a: number, b: number): void {
    const [first, second] = [heap[a], heap[b]];
    if (first === undefined || second === undefined) return;
    heap[a] = second;
    heap[b] = first;
  }

  function push(alarm: Alarm): void {
    heap.push(alarm);
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!isEarlier(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  }

  function shift(): void {
    swap(0, heap.length - 1);
    heap.pop();
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const least = isEarlier(right, left) ? right : left;
      if (!isEarlier(least, at)) return;
      swap(at, least);
      at = least;
    }
  }

  function dropEnded(): void {
    for (let first = heap[0]; first !== undefined && times.get(first.id) !== first.at; first = heap[0]) shift();
  }

  function wind(): void {
    dropEnded();
    const next = heap[0]?.at ?? null;
    if (timer?.at === next) return;
    timer?.cancel();
    timer = next === null ? null : { at: next, cancel: clock.after(Math.max(0, next - clock.now()), ringDue) };
  }

  function ringDue(): void {
    timer = null;
    const now = clock.now();
    for (dropEnded(); heap[0] !== undefined && heap[0].at <= now; dropEnded()) {
      const { id } = heap[0];
      shift();
      times.delete(id);
      ring(id);
    }
    wind();
  }

  return {
    set(id, at) {
      times.set(id, at);
      push({ id, at });
      wind();
    },
    delete(id) {
      if (times.delete(id)) wind();
    },
    stop() {
      times.clear();
      wind();
    },
  };
}
