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
  wanted: Omit<FeedRequest, 'wake'>,
  send: (messages: readonly StreamMessage[]) => void,
): EventPush {
  let isTaken = false;
  let isFirst = true;
  const reader = feed.read({ ...wanted, wake: push });

  function nextMessages(): readonly StreamMessage[] {
    const messages: StreamMessage[] = [];
    while (messages.length < AT_ONCE) {
      const message = reader.next();
      if (message === null) break;
      messages.push(streamMessageOf(message));
    }
    return messages.length > 0 || !isFirst ? messages : [{ kind: 'position', id: reader.position() }];
  }

  function push(): void {
    if (!isTaken) return;
    const messages = nextMessages();
    isFirst = false;
    if (messages.length === 0) return;
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
