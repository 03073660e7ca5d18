import type { Bridge } from '#shared/bridge.ts';
import { createBridgeSend } from '#shared/contract/bridge-client.ts';
import { createClient, type Send } from '#shared/contract/client.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import type { HttpFetch } from '#shared/contract/http-fetch.ts';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import type { ClusterdClient } from './clusterd-client.ts';
import type { ClusterdLink } from './clusterd-link.ts';
import { watchedSend } from './watched-send.ts';

/** What the page offers for reaching clusterd. */
export interface PageTransport {
  /** In the desktop window. */
  readonly bridge: Bridge | undefined;
  /** The address the page was served below; the API lies beside it. */
  readonly baseUri: string;
  readonly fetch: HttpFetch;
}

/** The client of this page: over the bridge in the desktop window, over HTTP in a browser. */
export function connect(page: PageTransport, link: ClusterdLink): ClusterdClient {
  return createClient<ClusterdContract>(watchedSend(sendOf(page), link));
}

function sendOf({ bridge, baseUri, fetch }: PageTransport): Send {
  if (bridge) return createBridgeSend(bridge);
  return createHttpSend(clusterdContract, { baseUrl: new URL('.', baseUri).href, fetch });
}
