import type { FeedMessage, StreamMessage } from '#shared/contract/event-feed.ts';

/** A message of a feed as a listener hears it. */
export function streamMessageOf(message: FeedMessage): StreamMessage {
  if (message.kind === 'reload') return message;
  const { kind, id, name, data } = message;
  return { kind, id, name, data };
}
