import type { Role } from './roles.ts';

/**
 * What a listener hears, in order. `id` is where to go on after it; it is worthless to every other run of the other side.
 * `reload`: some of what was missed is not there any more, so everything that is known may be outdated. `position`: nothing, but where the stream is.
 */
export type StreamMessage =
  | { readonly kind: 'event'; readonly id: string; readonly name: string; readonly data: unknown }
  | { readonly kind: 'reload'; readonly id: string }
  | { readonly kind: 'position'; readonly id: string };

/** What a feed hands out. `json`: the data as JSON, made once for all readers. */
export type FeedMessage =
  | { readonly kind: 'event'; readonly id: string; readonly name: string; readonly data: unknown; json(): string }
  | { readonly kind: 'reload'; readonly id: string };

export interface FeedRequest {
  readonly role: Role;
  /** Only events of these names; null: all. */
  readonly names: ReadonlySet<string> | null;
  /** The id of the last message that was heard; null: from now on. */
  readonly after: string | null;
  /** Called when there is something new. It may be called more often. */
  readonly wake: () => void;
  /**
   * Called, at most once, when nothing more can come from this reader: the feed is another program's and the way there is lost, or that program refuses to
   * tell (then with its ElektraError). Who still wants to listen reads anew, after the last message that was heard.
   */
  readonly end?: (error: Error) => void;
}

/** A place in the feed. Nothing is kept for a reader who is slow: who falls too far behind finds `reload`. */
export interface FeedReader {
  /** The next message for this reader, or null when it has all of them. */
  next(): FeedMessage | null;
  /** The id after which the next message comes; null: not known yet, `wake` is called when it is. */
  position(): string | null;
  close(): void;
}

/** The events of a running program, for its transports. */
export interface EventFeed {
  read(request: FeedRequest): FeedReader;
}
