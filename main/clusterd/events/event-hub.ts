import type { EventFeed, FeedMessage, FeedReader, FeedRequest } from '#shared/contract/event-feed.ts';
import type { Emit, EventTable } from '#shared/contract/events.ts';
import { mayUse } from '#shared/contract/roles.ts';
import type { Ports } from '../ports.ts';
import { createEventRing, type RingLimits } from './event-ring.ts';
import { createGathered, type EmitLater } from './gathered.ts';

/** Where events are told, and where those who listen find them. */
export interface EventHub<T extends EventTable> extends EventFeed {
  readonly emit: Emit<T>;
  readonly emitLater: EmitLater<T>;
  /** What was told in the last moment is handed out now. */
  flush(): void;
}

const LIMITS: RingLimits = { count: 4096, size: 8 * 1024 * 1024 };

/**
 * Remembers the last events, so that a listener who was away gets what was missed. Readers are places in that memory and nothing more: one who is slow
 * costs nothing, and is told to reload when what comes next for it is gone. An id names this run of the program and the event's number.
 */
export function createEventHub<T extends EventTable>(
  table: T,
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
  limits: RingLimits = LIMITS,
): EventHub<T> {
  const run = random.id();
  const ring = createEventRing(limits);
  const readers = new Set<() => void>();
  const gathered = createGathered(table, clock, (events) => {
    for (const { name, data } of events) ring.add(name, data);
    for (const wake of readers) wake();
  });

  const idOf = (number: number): string => `${run}-${number}`;

  /** The number that an id stands for, or null when what came after it cannot be known. */
  function numberOf(id: string): number | null {
    const [, ofRun, digits = ''] = /^(\w+)-(\d{1,15})$/.exec(id) ?? [];
    const number = Number(digits);
    return ofRun === run && number <= ring.newest() && number >= ring.oldest() - 1 ? number : null;
  }

  function read({ role, names, after, wake }: FeedRequest): FeedReader {
    const known = after === null ? ring.newest() : numberOf(after);
    let heard = known ?? ring.newest();
    let mustReload = known === null;

    const isWanted = (name: string): boolean =>
      mayUse(role, table[name]?.role ?? 'admin') && (names === null || names.has(name));

    function next(): FeedMessage | null {
      if (mustReload || heard < ring.oldest() - 1) {
        mustReload = false;
        heard = ring.newest();
        return { kind: 'reload', id: idOf(heard) };
      }
      while (heard < ring.newest()) {
        heard += 1;
        const entry = ring.at(heard);
        if (entry !== undefined && isWanted(entry.name)) return { kind: 'event', id: idOf(heard), ...entry };
      }
      return null;
    }

    readers.add(wake);
    return { next, position: () => idOf(heard), close: () => void readers.delete(wake) };
  }

  return { emit: gathered.add, emitLater: gathered.addLater, flush: gathered.flush, read };
}
