import type { Emit, EventTable } from '#shared/contract/events.ts';
import type { Clock } from '../ports.ts';

interface Told {
  readonly name: string;
  readonly data: unknown;
}

/** Events on their way to the memory. */
interface Gathered<T extends EventTable> {
  readonly add: Emit<T>;
  /** Hands over at once what waits. */
  flush(): void;
}

/** How long events are gathered, in milliseconds: too short to be noticed, long enough that a thousand hosts going down at once are few writes. */
const GATHERED_FOR_MS = 50;

/** Gathers what is told in a short time, in order. Where the table says that only the newest counts, it takes its place at the end. */
export function createGathered<T extends EventTable>(
  table: T,
  clock: Pick<Clock, 'after'>,
  handOver: (events: readonly Told[]) => void,
): Gathered<T> {
  let waiting = new Map<unknown, Told>();
  let stop: (() => void) | null = null;

  function flush(): void {
    stop?.();
    stop = null;
    const events = [...waiting.values()];
    waiting = new Map();
    if (events.length > 0) handOver(events);
  }

  return {
    flush,
    add(name, data) {
      const { latest } = table[name] ?? {};
      const event = { name, data };
      // An event that replaces none is its own key.
      const key = latest === undefined ? event : `${name} ${String((data as Record<string, unknown>)[latest])}`;
      waiting.delete(key);
      waiting.set(key, event);
      stop ??= clock.after(GATHERED_FOR_MS, flush);
    },
  };
}
