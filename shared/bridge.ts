import type { Reply } from './errors/reply.ts';

/** One of the only two channels between the renderer and the main process: what the page asks, with its answer. */
export const INVOKE_CHANNEL = 'elektra:invoke';
/**
 * The other one: what the main process tells the page.
 * @public
 */
export const EVENT_CHANNEL = 'elektra:event';

/** What goes over the invoke channel. `id` is chosen by the renderer and unique within its page. */
export type BridgeRequest =
  | { readonly kind: 'call'; readonly id: string; readonly operation: string; readonly input: unknown }
  | { readonly kind: 'abort'; readonly id: string };

/** The type of `window.elektra`, and all that the preload exposes. */
export interface Bridge {
  call(request: BridgeRequest): Promise<Reply>;
  /** Returns how to stop listening. */
  on(listener: (event: unknown) => void): () => void;
}
