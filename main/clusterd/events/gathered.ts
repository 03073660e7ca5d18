import type { Emit, EventData, EventTable } from '#shared/contract/events.ts';
import type { Clock } from '../ports.ts';

interface Told {
  readonly name: string;
  readonly data: unknown;
}

/** Something to be told that is looked at when its turn comes. */
interface Waiting {
  readonly name: string;
  /** null: there is nothing to tell any more. */
  read(): unknown;
}

/**
 * Tells of what a table keeps only the newest of: `of` is the value of that field. It is read when the event leaves, and not at all if another one
 * has taken its place by then.
 */
export type EmitLater<T extends EventTable> = <Name extends keyof T & string>(
  name: Name,
  of: string,
  read: () => EventData<T[Name]> | null,
) => void;

/** Events on their way to the memory. */
interface Gathered<T extends EventTable> {
  readonly add: Emit<T>;
  readonly addLater: EmitLater<T>;
  /** Hands over at once what waits. */
  flush(): void;
}

/** How long events are gathered, in milliseconds: too short to be noticed, long enough that a thousand hosts going down at once are few writes. */
const GATHERED_FOR_MS = 50;
/** So many leave before others run. */
const SLICE = 500;

/** Gathers what is told in a short time, in order. Where the table says that only the newest counts, it takes its place at the end. */
export function createGathered<T extends EventTable>(
  table: T,
  clock: Pick<Clock, 'after'>,
  handOver: (events: readonly Told[]) => void,
): Gathered<T> {
  let waiting = new Map<unknown, Waiting>();
  let leaving: Waiting[] = [];
  let stopGathering: (() => void) | null = null;
  let stopLeaving: (() => void) | null = null;

  function leave(): void {
    stopGathering = null;
    for (const each of waiting.values()) leaving.push(each);
    waiting = new Map();
    if (stopLeaving === null) slice();
  }

  function slice(): void {
    stopLeaving = leaving.length > SLICE ? clock.after(0, slice) : null;
    tell(leaving.splice(0, SLICE));
  }

  function tell(some: readonly Waiting[]): void {
    const events = some.flatMap(({ name, read }) => {
      const data = read();
      return data === null ? [] : [{ name, data }];
    });
    if (events.length > 0) handOver(events);
  }

  function wait(key: unknown, event: Waiting): void {
    waiting.delete(key);
    waiting.set(key, event);
    stopGathering ??= clock.after(GATHERED_FOR_MS, leave);
  }

  const keyOf = (name: string, of: string) => `${name} ${of}`;

  return {
    add(name, data) {
      const { latest } = table[name] ?? {};
      const event = { name, read: () => data };
      // An event that replaces none is its own key.
      wait(latest === undefined ? event : keyOf(name, String((data as Record<string, unknown>)[latest])), event);
    },
    addLater: (name, of, read) => wait(keyOf(name, of), { name, read }),
    flush() {
      stopGathering?.();
      stopLeaving?.();
      stopGathering = stopLeaving = null;
      const all = [...leaving, ...waiting.values()];
      leaving = [];
      waiting = new Map();
      tell(all);
    },
  };
}
