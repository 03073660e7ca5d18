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
  | { readonly kind: 'abort'; readonly id: string };

/** What goes over the event channel: a part of a call that still runs. It comes before the reply. */
export interface BridgeEvent {
  readonly kind: 'part';
  /** The id of the call. */
  readonly id: string;
  readonly part: unknown;
}

/** The type of `window.elektra`, and all that the preload exposes. */
export interface Bridge {
  call(request: BridgeRequest): Promise<Reply>;
  /** Returns how to stop listening. */
  on(listener: (event: BridgeEvent) => void): () => void;
}
