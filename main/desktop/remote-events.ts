import { isCancelled } from '#shared/contract/cancelled.ts';
import type { EventFeed, FeedMessage, FeedReader, FeedRequest, StreamMessage } from '#shared/contract/event-feed.ts';
import type { Listen } from '#shared/contract/event-stream.ts';

/** The events of a remote program, handed on. */
export interface RemoteFeed extends EventFeed {
  /** Ends what is listened to. */
  close(): void;
}

/** What may wait for a reader who is slow: so many messages, and so many characters of JSON. Then it is told to reload. */
const WAITING = { count: 4096, size: 8 * 1024 * 1024 };

/**
 * Each reader has a stream of its own there, and its ids are the remote ones: whoever reads anew after a loss goes on where it was, as far as the other
 * side remembers. `note` is told of each sign of life (null), and how a stream was lost.
 */
export function createRemoteFeed(listen: Listen, note: (error: Error | null) => void, limits = WAITING): RemoteFeed {
  const open = new Set<AbortController>();

  function read({ names, after, wake, end }: FeedRequest): FeedReader {
    const abort = new AbortController();
    const waiting = createWaiting(limits);
    let position: string | null = null;
    open.add(abort);

    function hear(message: StreamMessage): void {
      position = message.id;
      note(null);
      if (message.kind !== 'position') waiting.add(message);
      wake();
    }

    listen({ after, signal: abort.signal, onMessage: hear, ...(names && { names: [...names] }) }).catch(
      (error: Error) => {
        open.delete(abort);
        if (isCancelled(error)) return;
        note(error);
        end?.(error);
      },
    );
    return {
      next: waiting.take,
      position: () => position,
      close() {
        open.delete(abort);
        abort.abort();
      },
    };
  }

  return { read, close: () => open.forEach((abort) => abort.abort()) };
}

/** Messages in their order; too many of them become one `reload`. */
function createWaiting(limits: { readonly count: number; readonly size: number }) {
  let messages: { readonly message: FeedMessage; readonly size: number }[] = [];
  let size = 0;
  return {
    add(message: Exclude<StreamMessage, { kind: 'position' }>): void {
      const entry = feedMessageOf(message);
      messages.push(entry);
      size += entry.size;
      if (messages.length <= limits.count && size <= limits.size) return;
      messages = [{ message: { kind: 'reload', id: message.id }, size: 0 }];
      size = 0;
    },
    take(): FeedMessage | null {
      const first = messages.shift();
      size -= first?.size ?? 0;
      return first?.message ?? null;
    },
  };
}

function feedMessageOf(message: Exclude<StreamMessage, { kind: 'position' }>) {
  if (message.kind === 'reload') return { message, size: 0 };
  const json = JSON.stringify(message.data);
  return { message: { ...message, json: () => json }, size: json.length };
}
