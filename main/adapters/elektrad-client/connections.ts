import { Client, type Dispatcher } from 'undici';

/** The connections to one host. */
export interface Connections {
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
  isConnected(): boolean;
  /** Waits for what is under way. */
  close(): Promise<void>;
  /** Breaks off what is under way. */
  destroy(): Promise<void>;
}

interface ConnectionsOptions {
  readonly origin: string;
  /** How many at most; what comes when all are taken waits for the one with the fewest waiting. */
  readonly limit: number;
  readonly client: Client.Options;
  readonly onDisconnect: (error: Error & { readonly code?: string }) => void;
}

/**
 * Requests that come one after another share one connection; another is opened when all are taken. undici's own pool lets each rest for a moment after
 * an answer and takes a second one meanwhile, makes one more than it needs, and holds 16 kB for its queue: with thousands of hosts, each asked one
 * thing at a time, that is most of their cost. Here the client itself waits until it may use its connection again.
 */
export function createConnections({ origin, limit, client, onDisconnect }: ConnectionsOptions): Connections {
  const clients: Client[] = [];

  function add(): Client {
    const added = new Client(origin, client);
    added.on('disconnect', (_origin, _targets, error) => {
      onDisconnect(error);
      leave(added);
    });
    clients.push(added);
    return added;
  }

  /** The first stays for whatever comes; the others were for a moment when it was taken. */
  function leave(unused: Client): void {
    const at = clients.indexOf(unused);
    if (at > 0 && unused.stats.size === 0) clients.splice(at, 1);
  }

  function freest(): Client {
    const free = clients.find(({ stats }) => stats.size === 0);
    if (free !== undefined) return free;
    if (clients.length < limit) return add();
    return clients.reduce((best, other) => (other.stats.size < best.stats.size ? other : best));
  }

  return {
    dispatch: (options, handler) => void freest().dispatch(options, handler),
    isConnected: () => clients.some(({ stats }) => stats.connected),
    close: () => all((each) => each.close()),
    destroy: () => all((each) => each.destroy()),
  };

  async function all(end: (each: Client) => Promise<void>): Promise<void> {
    await Promise.all(clients.map(end));
  }
}
