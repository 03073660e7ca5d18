import type { Reply } from './errors/reply.ts';

/** The only two channels between the renderer and the main process. */
export const INVOKE_CHANNEL = 'elektra:invoke';
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
