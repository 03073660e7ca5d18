import type { EventFeed, FeedRequest, StreamMessage } from '#shared/contract/event-feed.ts';
import { streamMessageOf } from './stream-message.ts';

/** Events on their way to a listener over a channel that takes whatever is sent, however slow the other end is. */
export interface EventPush {
  /** The listener has taken what was sent; with the first call the sending begins. */
  heard(): void;
  close(): void;
}

/** How many events are sent at once. */
const AT_ONCE = 256;

/** Sends the next messages when the last ones are taken; what waits meanwhile waits in the feed. The first sending tells at least the position. */
export function pushEvents(
  feed: EventFeed,
  wanted: Omit<FeedRequest, 'wake' | 'end'>,
  send: (messages: readonly StreamMessage[]) => void,
  ended: (error: Error) => void,
): EventPush {
  let isTaken = false;
  let isFirst = true;
  const reader = feed.read({ ...wanted, wake: push, end: ended });

  function nextMessages(): readonly StreamMessage[] {
    const messages: StreamMessage[] = [];
    while (messages.length < AT_ONCE) {
      const message = reader.next();
      if (message === null) break;
      messages.push(streamMessageOf(message));
    }
    if (messages.length > 0 || !isFirst) return messages;
    const id = reader.position();
    return id === null ? [] : [{ kind: 'position', id }];
  }

  function push(): void {
    if (!isTaken) return;
    const messages = nextMessages();
    if (messages.length === 0) return;
    isFirst = false;
    isTaken = false;
    send(messages);
  }

  return {
    heard() {
      isTaken = true;
      push();
    },
    close: () => reader.close(),
  };
}
