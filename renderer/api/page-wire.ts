import type { Bridge } from '#shared/bridge.ts';
import { createBridgeListen } from '#shared/contract/bridge-listen.ts';
import { createBridgeSend } from '#shared/contract/bridge-client.ts';
import type { Send } from '#shared/contract/client.ts';
import type { After, Listen } from '#shared/contract/event-stream.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import type { HttpFetch } from '#shared/contract/http-fetch.ts';
import { createHttpListen } from '#shared/contract/http-listen.ts';
import { clusterdContract } from '#shared/clusterd/contract.ts';

/** What the page offers for reaching clusterd. */
export interface PageTransport {
  /** In the desktop window. */
  readonly bridge: Bridge | undefined;
  /** The address the page was served below; the API lies beside it. */
  readonly baseUri: string;
  readonly fetch: HttpFetch;
}

/** What all clients of a page share: over the bridge, calls and subscriptions are told apart by ids that are unique within the page. */
export interface PageWire {
  readonly send: Send;
  readonly listen: Listen;
}

export const after: After = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};

/** Over the bridge in the desktop window, over HTTP in a browser. */
export function pageWire({ bridge, baseUri, fetch }: PageTransport): PageWire {
  if (bridge) return { send: createBridgeSend(bridge), listen: createBridgeListen(bridge) };
  const baseUrl = new URL('.', baseUri).href;
  return {
    send: createHttpSend(clusterdContract, { baseUrl, fetch }),
    listen: createHttpListen({ baseUrl, fetch, after }),
  };
}
