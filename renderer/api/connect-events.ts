import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import { createEventsClient } from '#shared/contract/events-client.ts';
import type { ClusterdEventsClient } from './clusterd-events.ts';
import { after, type PageWire } from './page-wire.ts';

/** The events for this page. Nothing is heard until they are started. */
export function connectEvents({ listen }: PageWire, onFault: (error: unknown) => void): ClusterdEventsClient {
  return createEventsClient<ClusterdEvents>({ listen, after, random: Math.random, onFault });
}
