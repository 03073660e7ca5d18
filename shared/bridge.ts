import type { StreamMessage } from './contract/event-feed.ts';
import type { ErrorBody } from './errors/elektra-error.ts';
import type { Reply } from './errors/reply.ts';

/** One of the only two channels between the renderer and the main process: what the page asks, with its answer. */
export const INVOKE_CHANNEL = 'elektra:invoke';
/** The other one: what the main process tells the page. */
export const EVENT_CHANNEL = 'elektra:event';

/** What goes over the invoke channel. `id` is chosen by the renderer and unique within its page. */
export type BridgeRequest =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly operation: string;
      readonly input: unknown;
      /** Whether the caller wants the parts of a long operation. */
      readonly parts: boolean;
    }
  | {
      readonly kind: 'subscribe';
      readonly id: string;
      /** The id of the last event that was heard; null: from now on. */
      readonly after: string | null;
      /** Only these events; null: all. */
      readonly names: readonly string[] | null;
    }
  /** The page has taken the events that were sent to it; only then come more. */
  | { readonly kind: 'heard'; readonly id: string }
  /** Ends a call or a subscription. */
  | { readonly kind: 'abort'; readonly id: string };

/** The next items of a list in a reply, which itself comes with the list empty. `path`: the fields, and places in other lists, that lead to it; none: it is the value. */
export interface ListSlice {
  readonly path: readonly string[];
  readonly items: readonly unknown[];
}

/** What goes over the event channel; `id` is that of the call or the subscription. Parts and slices come before the reply of their call. */
export type BridgeEvent =
  | { readonly kind: 'part'; readonly id: string; readonly part: unknown }
  | { readonly kind: 'slice'; readonly id: string; readonly slice: ListSlice }
  | { readonly kind: 'events'; readonly id: string; readonly messages: readonly StreamMessage[] }
  /** A subscription is over. `error`: why no more is told; null: what tells it is not reached any more, or is another one. */
  | { readonly kind: 'ended'; readonly id: string; readonly error: ErrorBody | null };

/** The type of `window.elektra`, and all that the preload exposes. */
export interface Bridge {
  call(request: BridgeRequest): Promise<Reply>;
  /** Returns how to stop listening. */
  on(listener: (event: BridgeEvent) => void): () => void;
}
