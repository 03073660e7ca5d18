import { inject, type InjectionKey } from 'vue';
import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import type { EventsClient } from '#shared/contract/events-client.ts';

export type ClusterdEventsClient = EventsClient<ClusterdEvents>;

export const eventsKey: InjectionKey<ClusterdEventsClient> = Symbol('clusterd events');

/** What clusterd tells without being asked. */
export function useClusterdEvents(): ClusterdEventsClient {
  const events = inject(eventsKey);
  if (events === undefined) throw new Error('The application was mounted without the events of clusterd.');
  return events;
}
