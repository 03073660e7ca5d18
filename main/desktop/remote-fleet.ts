import { clusterdContract } from '#shared/clusterd/contract.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import { createHttpListen } from '#shared/contract/http-listen.ts';
import { ElektraError, errorBodyOf, isElektraError } from '#shared/errors/elektra-error.ts';
import type { Reply } from '#shared/errors/reply.ts';
import type { WayOut } from '../adapters/elektrad-client/way-out.ts';
import type { Clock } from '../clusterd/ports.ts';
import { createRemoteFeed } from './remote-events.ts';
import { remoteFailureOf } from './remote-failure.ts';
import { createRemoteFetch, type RemoteWay } from './remote-fetch.ts';
import { createRemoteJson } from './remote-json.ts';
import type { WindowTarget } from './window-transport.ts';

/** What the last exchange with a remote clusterd came to. */
export interface RemoteConnection {
  readonly state: 'connecting' | 'connected' | 'unreachable' | 'refused';
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** A clusterd elsewhere, whose client the window is. What it cannot answer rejects with ConnectionLostError, so that the page says so and tries again. */
export interface RemoteFleet extends WindowTarget {
  readonly url: string;
  connection(): RemoteConnection;
  close(): Promise<void>;
}

export interface RemoteFleetOptions {
  readonly way: RemoteWay;
  /** null: it is not in the store of secrets, so nothing is sent. */
  readonly token: string | null;
  readonly wayOut: Pick<WayOut, 'find'>;
  readonly clock: Clock;
  readonly onConnection: () => void;
  /** The largest answer that is taken. */
  readonly answerBytes?: number;
}

const CONNECTED: RemoteConnection = { state: 'connected', problem: null };

/** Nothing is sent before it is used. */
export function createRemoteFleet(options: RemoteFleetOptions): RemoteFleet {
  const { way, token, wayOut, clock, onConnection, answerBytes } = options;
  const { url } = way;
  const { fetch, close } = createRemoteFetch(way, wayOut, answerBytes);
  const headers = { authorization: `Bearer ${token ?? ''}` };
  const http = { baseUrl: url, fetch, headers, parseJson: createRemoteJson() };
  const send = token === null ? refuse : createHttpSend(clusterdContract, http);
  const listen = token === null ? refuse : createHttpListen({ ...http, after: clock.after });
  const feed = createRemoteFeed(listen, (error) => note(error === null ? CONNECTED : connectionAfter(url, error)));
  let connection: RemoteConnection = { state: 'connecting', problem: null };
  let isClosed = false;

  function note(next: RemoteConnection): void {
    if (isClosed || (next.state === connection.state && next.problem?.message === connection.problem?.message)) return;
    connection = next;
    onConnection();
  }

  async function exchange(...call: Parameters<typeof send>): Promise<Reply> {
    try {
      const reply = await send(...call);
      note(reply.ok || reply.error.code !== 'UNAUTHENTICATED' ? CONNECTED : refused(url));
      return reply;
    } catch (error) {
      if (isCancelled(error)) throw error;
      if (isElektraError(error)) note(refused(url, error.message));
      if (isElektraError(error)) return { ok: false, error: errorBodyOf(error) };
      const failure = remoteFailureOf(error);
      // It did answer, though not so that the answer could be taken.
      if (failure.kind === 'judged' && failure.error.code === 'TOO_LARGE') {
        return { ok: false, error: errorBodyOf(failure.error) };
      }
      note(connectionAfter(url, error));
      throw error;
    }
  }

  return {
    url,
    connection: () => connection,
    dispatcher: {
      dispatch: (operation, input, { signal, report }) =>
        exchange(operation, input, report === undefined ? { signal } : { signal, onPart: report }),
    },
    events: feed,
    async close() {
      isClosed = true;
      feed.close();
      await close();
    },
  };
}

function connectionAfter(url: string, error: unknown): RemoteConnection {
  if (isElektraError(error, 'UNAUTHENTICATED')) return refused(url, isOurs(error) ? error.message : undefined);
  const failure = remoteFailureOf(error);
  if (failure.kind === 'judged') {
    const { code, message } = failure.error;
    return { state: 'unreachable', problem: { code, message } };
  }
  const message = failure.kind === 'foreign' ? failure.reason : `${url} cannot be reached: ${failure.reason}.`;
  return { state: 'unreachable', problem: { code: 'REMOTE_UNREACHABLE', message } };
}

function refused(
  url: string,
  message = `${url} no longer lets this token in: it has expired or was revoked. Make a new one there.`,
): RemoteConnection {
  return { state: 'refused', problem: { code: 'UNAUTHENTICATED', message } };
}

/** An answer from there has a request id. */
function isOurs({ requestId }: ElektraError): boolean {
  return requestId === undefined;
}

/** In place of asking. */
async function refuse(): Promise<never> {
  throw new ElektraError(
    'UNAUTHENTICATED',
    'The token for this clusterd is not in the store of secrets, or that cannot be read now. Connect to it anew, with its token.',
  );
}
