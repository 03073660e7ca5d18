import { isElektraError } from '../errors/elektra-error.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { isCancelled } from './cancelled.ts';
import { isConnectionLost } from './connection-lost.ts';
import type { StreamMessage } from './event-feed.ts';
import type { After, Listen } from './event-stream.ts';
import type { EventData, EventTable } from './events.ts';

/** `open`: events come. `lost`: it is tried again. `refused`: it is not; `error` says why. `stopped`: nobody wants it. */
export type EventsState =
  { readonly kind: 'stopped' | 'connecting' | 'open' | 'lost' } | { readonly kind: 'refused'; readonly error: unknown };

/** What happens on the other side, as it happens. Each way of listening returns how to stop that. */
export interface EventsClient<T extends EventTable> {
  on<Name extends keyof T & string>(name: Name, listener: (data: EventData<T[Name]>) => void): () => void;
  /**
   * Told when everything that is known may be outdated: with the first connection, since nothing is known of before it, and whenever what was missed is
   * not there any more.
   */
  onReload(listener: () => void): () => void;
  onState(listener: (state: EventsState) => void): () => void;
  /** Connects, and again whenever the connection is lost; after a `stop` it goes on where that was. */
  start(): void;
  stop(): void;
}

export interface EventsClientOptions {
  readonly listen: Listen;
  readonly after: After;
  /** Between 0 and 1; spreads the returns of many listeners. */
  readonly random: () => number;
  /** Told what a listener has thrown; the others hear the event all the same. */
  readonly onFault: (error: unknown) => void;
  readonly names?: readonly string[];
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** With these nothing will change by itself. */
const FINAL: readonly ErrorCode[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_INPUT', 'NOT_FOUND'];

/** Listens and goes on listening. Lost connections are made again after 1 s, then after twice the last wait, up to 30 s. */
export function createEventsClient<T extends EventTable>(options: EventsClientOptions): EventsClient<T> {
  const { listen, after, random, onFault, names } = options;
  const listeners = new Map<string, Set<(data: never) => void>>();
  const reloads = new Set<() => void>();
  const states = new Set<(state: EventsState) => void>();
  let last: string | null = null;
  let wait = 0;
  let isOpen = false;
  let connection: AbortController | null = null;
  let stopWaiting = () => {};

  function call<A extends unknown[]>(called: Iterable<(...given: A) => void>, ...given: A): void {
    for (const listener of called) {
      try {
        listener(...given);
      } catch (error) {
        onFault(error);
      }
    }
  }

  const tell = (state: EventsState) => call(states, state);

  function hear(message: StreamMessage): void {
    const isFirst = last === null;
    last = message.id;
    if (!isOpen) tell({ kind: 'open' });
    isOpen = true;
    if (isFirst || message.kind === 'reload') call(reloads);
    if (message.kind === 'event') call(listeners.get(message.name) ?? [], message.data as never);
  }

  function connect(): void {
    const own = new AbortController();
    connection = own;
    const onMessage = (message: StreamMessage) => {
      if (connection === own) hear(message);
    };
    listen({ after: last, signal: own.signal, onMessage, ...(names && { names }) }).catch((error: unknown) => {
      if (connection !== own || isCancelled(error)) return;
      connection = null;
      lose(error);
    });
  }

  function lose(error: unknown): void {
    wait = isOpen ? FIRST_WAIT_MS : Math.min(Math.max(wait * 2, FIRST_WAIT_MS), LONGEST_WAIT_MS);
    isOpen = false;
    if (!isElektraError(error) && !isConnectionLost(error)) onFault(error);
    if (isElektraError(error) && FINAL.includes(error.code)) return tell({ kind: 'refused', error });
    tell({ kind: 'lost' });
    // Not all listeners at the same moment.
    stopWaiting = after(wait * (0.5 + random() / 2), connect);
  }

  return {
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => void known.delete(listener);
    },
    onReload: (listener) => added(reloads, listener),
    onState: (listener) => added(states, listener),
    start() {
      if (connection !== null) return;
      stopWaiting();
      wait = 0;
      tell({ kind: 'connecting' });
      connect();
    },
    stop() {
      stopWaiting();
      const ending = connection;
      connection = null;
      isOpen = false;
      ending?.abort();
      tell({ kind: 'stopped' });
    },
  };
}

function added<L>(set: Set<L>, listener: L): () => void {
  set.add(listener);
  return () => void set.delete(listener);
}
