import type { EventFeed } from '#shared/contract/event-feed.ts';
import { desktopContract } from '#shared/desktop/contract.ts';
import { desktopEvents } from '#shared/desktop/events.ts';
import type { Dispatcher } from '../transport/dispatcher.ts';

/** What answers a window, and tells it things. */
export interface WindowTarget {
  readonly dispatcher: Dispatcher;
  readonly events: EventFeed;
}

/**
 * The two channels of the window carry two contracts: the application's own, and that of the clusterd whose fleet is shown. Operations are told apart by
 * their names; so are subscriptions, which therefore name events of one of them only.
 */
export function createWindowTransport(own: WindowTarget, fleet: () => WindowTarget): WindowTarget {
  const isOwn = (names: ReadonlySet<string> | null): boolean =>
    names !== null && names.size > 0 && [...names].every((name) => Object.hasOwn(desktopEvents, name));
  return {
    dispatcher: {
      dispatch: (operation, input, call) =>
        (Object.hasOwn(desktopContract, operation) ? own : fleet()).dispatcher.dispatch(operation, input, call),
    },
    events: {
      read: (request) => (isOwn(request.names) ? own : fleet()).events.read(request),
    },
  };
}
