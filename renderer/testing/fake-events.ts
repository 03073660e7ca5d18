import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import { untilAborted } from '#shared/contract/until-aborted.ts';
import { createEventsClient, type EventsClient } from '#shared/contract/events-client.ts';
import type { Listen, ListenOptions } from '#shared/contract/event-stream.ts';
import type { EventData, EventTable } from '#shared/contract/events.ts';

export interface FakeEvents<T extends EventTable = ClusterdEvents> {
  readonly client: EventsClient<T>;
  /** The id that each connection came with. */
  readonly connections: (string | null)[];
  /** Lets who listens, and whoever comes from now on, know that events are told. Until then connections are silent. */
  open(): void;
  tell<Name extends keyof T & string>(name: Name, data: EventData<T[Name]>): void;
  reload(): void;
  /** Ends the connection there is. */
  lose(error?: Error): void;
}

/** Events as a test tells them, checked against the contract and cloned. Nothing is remembered for those who come back. */
export function createFakeEvents<T extends EventTable>(table: T): FakeEvents<T> {
  const connections: (string | null)[] = [];
  let isOpen = false;
  let count = 0;
  let listener: ListenOptions['onMessage'] | null = null;
  let end: (error: Error) => void = () => undefined;
  const nextId = () => `fake-${(count += 1)}`;

  const listen: Listen = async ({ after, signal, onMessage }) => {
    connections.push(after);
    listener = onMessage;
    const ended = new Promise<never>((_resolve, reject) => (end = reject));
    if (isOpen) onMessage({ kind: 'position', id: `fake-${count}` });
    return untilAborted(ended, signal);
  };

  return {
    connections,
    client: createEventsClient<T>({
      listen,
      after(milliseconds, work) {
        const timer = setTimeout(work, milliseconds);
        return () => clearTimeout(timer);
      },
      random: () => 1,
      onFault(error) {
        throw error;
      },
    }),
    open() {
      isOpen = true;
      listener?.({ kind: 'position', id: `fake-${count}` });
    },
    tell(name, data) {
      const message = { kind: 'event', id: nextId(), name, data: table[name]?.data.parse(data) } as const;
      listener?.(structuredClone(message));
    },
    reload: () => listener?.({ kind: 'reload', id: nextId() }),
    lose(error = new ConnectionLostError('lost')) {
      listener = null;
      end(error);
    },
  };
}
