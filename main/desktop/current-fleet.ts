import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import type { FeedReader, FeedRequest } from '#shared/contract/event-feed.ts';
import type { WindowTarget } from './window-transport.ts';

/** The fleet that the window shows, whichever it is at the moment. */
export interface CurrentFleet extends WindowTarget {
  /** From now on this one; null: none for a moment. Who listens to the last one is told that it is over, and listens anew. */
  show(fleet: WindowTarget | null): void;
}

export function createCurrentFleet(): CurrentFleet {
  const ends = new Set<(error: Error) => void>();
  let shown: WindowTarget | null = null;

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
      async dispatch(...call) {
        if (shown === null) throw betweenTwo();
        return shown.dispatcher.dispatch(...call);
      },
    },
    events: { read },
    show(fleet) {
      shown = fleet;
      for (const end of [...ends]) end(betweenTwo());
    },
  };
}

function betweenTwo(): ConnectionLostError {
  return new ConnectionLostError('The fleet that is shown is another one.');
}
