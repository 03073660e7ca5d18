import type { FeedMessage } from '#shared/contract/event-feed.ts';

/** How long a listener waits before it comes back after a lost connection, in milliseconds; the first block of a stream. */
export const RETRY_BLOCK = 'retry: 1000\n\n';

/** A message as a block of the stream (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation). */
export function blockOf(message: FeedMessage): string {
  if (message.kind === 'reload') return `event: reload\nid: ${message.id}\ndata: {}\n\n`;
  return `event: ${message.name}\nid: ${message.id}\ndata: ${message.json()}\n\n`;
}

/** Tells nothing but where the stream is: without it, who was told nothing for long would have to reload after a lost connection. */
export function positionBlock(id: string): string {
  return `: \nid: ${id}\n\n`;
}
