import { inject, type InjectionKey } from 'vue';
import type { Client } from '#shared/contract/client.ts';
import type { EventsClient } from '#shared/contract/events-client.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import type { DesktopEvents } from '#shared/desktop/events.ts';

/** The application around the page. */
export interface DesktopLink {
  readonly client: Client<DesktopContract>;
  readonly events: EventsClient<DesktopEvents>;
}

/** Provided in the desktop window only. */
export const desktopKey: InjectionKey<DesktopLink> = Symbol('desktop link');

/** Null in a browser, which has no application around it. */
export function useDesktopLink(): DesktopLink | null {
  return inject(desktopKey, null);
}
