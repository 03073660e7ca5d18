import { CancelledError } from '#shared/contract/cancelled.ts';
import { clusterdContract } from '#shared/clusterd/contract.ts';
import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import type { FeedReader, FeedRequest } from '#shared/contract/event-feed.ts';
import type { Clock } from '../clusterd/ports.ts';
import type { WindowTarget } from './window-transport.ts';

/** The fleet that the window shows, whichever it is at the moment. */
export interface CurrentFleet extends WindowTarget {
  /**
   * From now on this one; null: none for a moment, in which questions wait for the next one, and commands, which may be meant for the last one, are
   * refused. Who listens to the last one is told that it is over, and listens anew.
   */
  show(fleet: WindowTarget | null): void;
}

/** How long a question waits, in milliseconds: a registry that is large or whose disk is slow takes some seconds to be opened. */
const PATIENCE_MS = 10_000;

const QUERIES: ReadonlySet<string> = new Set(
  Object.entries(clusterdContract).flatMap(([name, { kind }]) => (kind === 'query' ? [name] : [])),
);

export function createCurrentFleet(clock: Pick<Clock, 'after'>): CurrentFleet {
  const ends = new Set<(error: Error) => void>();
  const waiting = new Set<(fleet: WindowTarget) => void>();
  let shown: WindowTarget | null = null;

  function next(signal: AbortSignal): Promise<WindowTarget> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        stopWaiting();
        waiting.delete(take);
        signal.removeEventListener('abort', cancel);
        then();
      };
      const take = (fleet: WindowTarget): void => settle(() => resolve(fleet));
      const cancel = (): void => settle(() => reject(new CancelledError()));
      const stopWaiting = clock.after(PATIENCE_MS, () => settle(() => reject(betweenTwo())));
      waiting.add(take);
      signal.addEventListener('abort', cancel);
    });
  }

  function read(request: FeedRequest): FeedReader {
    const end = (error: Error): void => {
      if (ends.delete(end)) request.end?.(error);
    };
    ends.add(end);
    if (shown === null) {
      queueMicrotask(() => end(betweenTwo()));
      return { next: () => null, position: () => null, close: () => void ends.delete(end) };
    }
    const reader = shown.events.read({ ...request, end });
    return {
      next: reader.next,
      position: reader.position,
      close() {
        ends.delete(end);
        reader.close();
      },
    };
  }

  return {
    dispatcher: {
      async dispatch(operation, input, call) {
        if (shown === null && !QUERIES.has(operation)) throw betweenTwo();
        const { dispatcher } = shown ?? (await next(call.signal));
        return dispatcher.dispatch(operation, input, call);
      },
    },
    events: { read },
    show(fleet) {
      shown = fleet;
      for (const end of [...ends]) end(betweenTwo());
      if (fleet !== null) for (const take of [...waiting]) take(fleet);
    },
  };
}

function betweenTwo(): ConnectionLostError {
  return new ConnectionLostError('The fleet that is shown is another one.');
}
