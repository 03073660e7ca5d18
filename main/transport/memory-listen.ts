import { CancelledError, throwIfAborted } from '#shared/contract/cancelled.ts';
import type { EventFeed, StreamMessage } from '#shared/contract/event-feed.ts';
import type { Listen } from '#shared/contract/event-stream.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { pushEvents } from './push-events.ts';

/** The shortest way to the events: the feed in the same process. */
export function createMemoryListen(feed: EventFeed, callerOf: () => Caller | null): Listen {
  return async ({ after, names, signal, onMessage }) => {
    throwIfAborted(signal);
    const caller = callerOf();
    if (caller === null) throw new ElektraError('UNAUTHENTICATED');
    return new Promise<never>((_resolve, reject) => {
      const wanted = { role: caller.role, names: names === undefined ? null : new Set(names), after };
      const end = (error: Error) => {
        push.close();
        signal.removeEventListener('abort', abort);
        reject(error);
      };
      const abort = () => end(new CancelledError());
      const send = (messages: readonly StreamMessage[]) => {
        // A listener is never called by the act that it is told of.
        queueMicrotask(() => {
          if (signal.aborted) return;
          messages.forEach(onMessage);
          push.heard();
        });
      };
      const push = pushEvents(feed, wanted, send, end);
      signal.addEventListener('abort', abort, { once: true });
      push.heard();
    });
  };
}
