import { createClient } from '#shared/contract/client.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { ClusterdClient } from './clusterd-client.ts';
import type { ClusterdLink } from './clusterd-link.ts';
import type { PageWire } from './page-wire.ts';
import { watchedSend } from './watched-send.ts';

/** The client of this page. */
export function connect({ send }: PageWire, link: ClusterdLink): ClusterdClient {
  return createClient<ClusterdContract>(watchedSend(send, link));
}
