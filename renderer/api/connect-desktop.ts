import { createClient } from '#shared/contract/client.ts';
import { createEventsClient } from '#shared/contract/events-client.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import { desktopEvents, type DesktopEvents } from '#shared/desktop/events.ts';
import type { DesktopLink } from './desktop-link.ts';
import { after, type PageWire } from './page-wire.ts';

/** The application around the page. Its subscription names its events: one that names none is clusterd's. */
export function connectDesktop({ send, listen }: PageWire, onFault: (error: unknown) => void): DesktopLink {
  const names = Object.keys(desktopEvents);
  return {
    client: createClient<DesktopContract>(send),
    events: createEventsClient<DesktopEvents>({ listen, after, random: Math.random, onFault, names }),
  };
}
