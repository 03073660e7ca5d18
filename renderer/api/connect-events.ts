import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import { createBridgeListen } from '#shared/contract/bridge-listen.ts';
import type { After, Listen } from '#shared/contract/event-stream.ts';
import { createEventsClient } from '#shared/contract/events-client.ts';
import { createHttpListen } from '#shared/contract/http-listen.ts';
import type { ClusterdEventsClient } from './clusterd-events.ts';
import type { PageTransport } from './connect.ts';

/** The events for this page: over the bridge in the desktop window, over HTTP in a browser. Nothing is heard until they are started. */
export function connectEvents(page: PageTransport, onFault: (error: unknown) => void): ClusterdEventsClient {
  return createEventsClient<ClusterdEvents>({ listen: listenOf(page), after, random: Math.random, onFault });
}

function listenOf({ bridge, baseUri, fetch }: PageTransport): Listen {
  if (bridge) return createBridgeListen(bridge);
  return createHttpListen({ baseUrl: new URL('.', baseUri).href, fetch, after });
}

const after: After = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};
