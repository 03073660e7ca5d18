import type { ServerResponse } from 'node:http';
import type { EventFeed, FeedRequest } from '#shared/contract/event-feed.ts';
import { API_HEADERS } from './answer.ts';
import { blockOf, positionBlock, RETRY_BLOCK } from './event-block.ts';

export interface EventStream {
  /** Shows the other side, and whatever is in between, that the stream lives. Looks whether the listener does, and may still listen. */
  beat(): void;
  /** Ends it unless the listener may still listen. */
  check(): void;
  end(): void;
}

export interface EventStreamOptions {
  readonly feed: EventFeed;
  readonly wanted: Omit<FeedRequest, 'wake' | 'end'>;
  /** Whether the listener may hear more; asked before each write. */
  readonly mayHear: () => boolean | Promise<boolean>;
  readonly ended: () => void;
}

/** No proxy may gather what is sent, and the connection is good for nothing else. */
const HEAD = [
  ...['content-type', 'text/event-stream; charset=utf-8', ...API_HEADERS],
  ...['x-accel-buffering', 'no', 'connection', 'close'],
];

/** What may wait here for a listener who reads slowly, in bytes. The rest stays in the feed, which forgets it one day. */
const WAITING_BYTES = 64 * 1024;
/** So many beats without a byte taken, and a listener counts as gone. */
const LAST_BEAT = 4;

/** Begins the answer and tells it events until one of both sides ends it. */
export function openEventStream(raw: ServerResponse, options: EventStreamOptions): EventStream {
  const { feed, wanted, mayHear, ended } = options;
  let isEnded = false;
  let isAsking = false;
  let beatsUnheard = 0;

  function end(): void {
    if (isEnded) return;
    isEnded = true;
    reader.close();
    raw.end();
    ended();
  }

  /** Does the work if the listener may still hear. */
  function ifAllowed(work: () => void): void {
    if (isEnded || isAsking) return;
    const allowed = mayHear();
    if (typeof allowed === 'boolean') return allowed ? work() : end();
    isAsking = true;
    const decide = (may: boolean): void => {
      isAsking = false;
      if (may && !isEnded) work();
      else end();
    };
    allowed.then(decide, () => decide(false));
  }

  function pour(): void {
    raw.cork();
    while (raw.writableLength < WAITING_BYTES) {
      const message = reader.next();
      if (message === null) break;
      raw.write(blockOf(message));
    }
    raw.uncork();
  }

  function tellPosition(): void {
    pour();
    const position = reader.position();
    if (position !== null && raw.writableLength < WAITING_BYTES) raw.write(positionBlock(position));
  }

  const reader = feed.read({ ...wanted, wake: () => ifAllowed(pour) });
  raw.on('drain', () => {
    beatsUnheard = 0;
    ifAllowed(pour);
  });
  raw.on('close', end);
  raw.writeHead(200, HEAD);
  raw.write(RETRY_BLOCK);
  tellPosition();

  return {
    check: () => ifAllowed(() => undefined),
    end,
    beat() {
      beatsUnheard = raw.writableLength === 0 ? 0 : beatsUnheard + 1;
      if (beatsUnheard >= LAST_BEAT) raw.destroy();
      else if (beatsUnheard === 0) ifAllowed(tellPosition);
    },
  };
}
