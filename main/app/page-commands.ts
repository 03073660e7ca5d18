import type { EventFeed } from '#shared/contract/event-feed.ts';
import type { PageCommand } from '#shared/desktop/events.ts';

type Command = (command: PageCommand, address?: string) => void;

/** What the menu, the tray and links ask of the page, also before it listens. */
export interface PageCommands {
  readonly command: Command;
  /** The events of the application as the page should read them: by that it is known to listen. */
  listening(feed: EventFeed): EventFeed;
}

/** What was asked longer ago than that many commands is no longer what the person wants. */
const MAX_WAITING = 10;

export function createPageCommands(send: Command): PageCommands {
  const waiting: (readonly [PageCommand, string | undefined])[] = [];
  let listeners = 0;

  function tellWaiting(): void {
    if (listeners > 0) for (const [command, address] of waiting.splice(0)) send(command, address);
  }

  return {
    command(command, address) {
      waiting.push([command, address]);
      if (waiting.length > MAX_WAITING) waiting.shift();
      tellWaiting();
    },
    listening: (feed) => ({
      read(request) {
        const reader = feed.read(request);
        if (!request.names?.has('desktop.commanded')) return reader;
        listeners += 1;
        let isOpen = true;
        // Whoever asked for the reader has it by then.
        queueMicrotask(tellWaiting);
        return {
          next: () => reader.next(),
          position: () => reader.position(),
          close() {
            if (isOpen) listeners -= 1;
            isOpen = false;
            reader.close();
          },
        };
      },
    }),
  };
}
