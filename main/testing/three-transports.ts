import { EventEmitter } from 'node:events';
import type { Bridge, BridgeEvent, BridgeRequest } from '#shared/bridge.ts';
import { createBridgeListen } from '#shared/contract/bridge-listen.ts';
import { createBridgeSend } from '#shared/contract/bridge-client.ts';
import type { Send } from '#shared/contract/client.ts';
import type { EventFeed } from '#shared/contract/event-feed.ts';
import type { Listen } from '#shared/contract/event-stream.ts';
import type { EventTable } from '#shared/contract/events.ts';
import { createHttpListen } from '#shared/contract/http-listen.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { ROLES, type Role } from '#shared/contract/roles.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import type { Dispatcher } from '../transport/dispatcher.ts';
import { createHttpServer } from '../transport/http/http-server.ts';
import { serveIpc, type IpcServerOptions } from '../transport/ipc-server.ts';
import { createMemoryListen } from '../transport/memory-listen.ts';
import { createMemorySend } from '../transport/memory-send.ts';
import { echoContract } from '../transport/testing/echo-contract.ts';
import { recordedLog } from '../transport/testing/recorded-log.ts';

/** One way from a caller with a role (null: nobody) to a dispatcher of the echo contract, and to events. */
export interface Transport {
  sendAs(role: Role | null): Send;
  listenAs(role: Role | null): Listen;
  close(): Promise<void>;
}

interface Served {
  readonly dispatcher: Dispatcher;
  readonly table?: EventTable;
  readonly feed?: EventFeed;
}

type MakeTransport = (served: Served) => Promise<Transport>;

const SILENT: EventFeed = {
  read: () => ({ next: () => null, position: () => 'silent-0', close: () => undefined }),
};

function callerWith(role: string | null): Caller | null {
  const known = ROLES.find((each) => each === role);
  return known === undefined ? null : { id: known, name: known, role: known };
}

const overMemory: MakeTransport = async ({ dispatcher, feed = SILENT }) => ({
  sendAs: (role) => createMemorySend(dispatcher, () => callerWith(role)),
  listenAs: (role) => createMemoryListen(feed, () => callerWith(role)),
  close: async () => undefined,
});

const overHttp: MakeTransport = async ({ dispatcher, table = {}, feed = SILENT }) => {
  const server = await createHttpServer({
    contract: echoContract,
    dispatcher,
    events: { table, feed },
    log: recordedLog(),
    access: {
      authenticate: ({ secret }) => callerWith(secret),
      open: false,
      allowedHosts: [],
      cookiePrefix: 'elektra_web',
    },
    basePath: '/below',
  });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  const optionsOf = (role: Role | null) => ({
    baseUrl: `${url}/`,
    fetch,
    ...(role === null ? {} : { headers: { authorization: `Bearer ${role}` } }),
  });
  return {
    sendAs: (role) => createHttpSend(echoContract, optionsOf(role)),
    listenAs: (role) => createHttpListen({ ...optionsOf(role), after: createSystemClock().after }),
    close: () => server.close(),
  };
};

/** Electron's channel with what it does to values: both ways they are cloned. What Electron itself does is not shown by this. */
const overIpc: MakeTransport = async ({ dispatcher, feed = SILENT }) => {
  type Ipc = IpcServerOptions['ipcMain'];
  type Listener = Parameters<Ipc['handle']>[1];
  type InvokeEvent = Parameters<Listener>[0];
  const listeners = new Map<string, Listener>();
  const ipcMain = {
    handle: (channel: string, listener: Listener) => void listeners.set(channel, listener),
    removeHandler: (channel: string) => void listeners.delete(channel),
  };
  const pages = new Map<object, Role | null>();
  const stop = serveIpc({
    ipcMain,
    dispatcher,
    events: feed,
    callerOf: ({ sender }) => callerWith(pages.get(sender) ?? null),
    isTrusted: ({ sender }) => pages.has(sender),
  });
  function bridgeAs(role: Role | null): Bridge {
    const events = new EventEmitter();
    const page: EventEmitter = Object.assign(events, {
      send: (channel: string, event: unknown) => events.emit(channel, event),
    });
    pages.set(page, role);
    return {
      call: async (request: BridgeRequest) => {
        const listener = listeners.get('elektra:invoke');
        const reply: unknown = await listener?.({ sender: page } as InvokeEvent, structuredClone(request));
        return structuredClone(reply) as Reply;
      },
      on: (listener) => {
        const hear = (event: BridgeEvent) => listener(structuredClone(event));
        page.on('elektra:event', hear);
        return () => page.off('elektra:event', hear);
      },
    };
  }
  return {
    sendAs: (role) => createBridgeSend(bridgeAs(role)),
    listenAs: (role) => createBridgeListen(bridgeAs(role)),
    close: async () => stop(),
  };
};

export const TRANSPORTS: readonly (readonly [string, MakeTransport])[] = [
  ['memory', overMemory],
  ['HTTP', overHttp],
  ['IPC', overIpc],
];
