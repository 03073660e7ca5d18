import type { StreamMessage } from './event-feed.ts';

export interface ListenOptions {
  /** The id of the last message that was heard; null: from now on. */
  readonly after: string | null;
  /** Only events of these names; absent: all. */
  readonly names?: readonly string[];
  /** Ends the listening. */
  readonly signal: AbortSignal;
  /** Called with each message, in order. The first one comes as soon as the other side listens. */
  readonly onMessage: (message: StreamMessage) => void;
}

/**
 * One connection to a stream of events, over memory, IPC or HTTP. Never resolves; rejects with CancelledError, with ConnectionLostError when the stream
 * ends, or with the ElektraError that it was refused with.
 */
export type Listen = (options: ListenOptions) => Promise<never>;

/** Runs `work` once after that many milliseconds, unless stopped by the function returned. */
export type After = (milliseconds: number, work: () => void) => () => void;
