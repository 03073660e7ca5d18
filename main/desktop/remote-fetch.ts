import { Agent, fetch as undiciFetch } from 'undici';
import type { HttpAnswer, HttpFetch } from '#shared/contract/http-fetch.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createDial } from '../adapters/elektrad-client/dial.ts';
import type { WayOut } from '../adapters/elektrad-client/way-out.ts';

/** How a remote clusterd is reached, and which certificate it has to show. */
export interface RemoteWay {
  /** Without a slash at its end. */
  readonly url: string;
  /** PEM; trusted in place of the system's authorities. */
  readonly ca: string | null;
  /** SHA-256 of the one certificate that is accepted: 64 hexadecimal digits in lower case. */
  readonly fingerprint: string | null;
}

export interface RemoteFetch {
  readonly fetch: HttpFetch;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

/** Until a connection stands, in milliseconds: tunnel and TLS included, over whatever lies between. */
const CONNECT_MS = 10_000;
/** As of an elektrad. A stream of events has no end, so it has no limit. */
const ANSWER_BYTES = 64 * 1024 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const EVENT_STREAM = 'text/event-stream';

/** A `fetch` that reaches one clusterd and trusts what instances are trusted by: authorities or a pinned certificate, judged before anything is sent. */
export function createRemoteFetch(
  way: RemoteWay,
  wayOut: Pick<WayOut, 'find'>,
  answerBytes = ANSWER_BYTES,
): RemoteFetch {
  const { url, ca, fingerprint } = way;

  /** Asked for each connection, since preferences change while it is used. */
  async function open() {
    const connection = { ca, pinnedCertificate: fingerprint, proxy: null };
    return createDial(url, connection, await wayOut.find(url)).open(CONNECT_MS);
  }

  const agent = new Agent({
    connect: (_options, callback) => {
      open().then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
    },
  });
  return {
    async fetch(address, init) {
      const signal = init.signal && uncounted(init.signal);
      // The token goes nowhere else, and where it was to go is said.
      const answer = await undiciFetch(address, {
        ...init,
        ...(signal && { signal }),
        redirect: 'manual',
        dispatcher: agent,
      });
      if (REDIRECTS.has(answer.status)) throw await redirected(url, answer);
      const isStream = answer.status === 200 && answer.headers.get('content-type')?.startsWith(EVENT_STREAM) === true;
      return isStream ? answer : limited(answer, answerBytes);
    },
    close: () => agent.destroy(),
  };
}

/**
 * A signal of its own for undici: it refuses one with `setMaxListeners(0)`, as the window's have, since Node 20 takes a limit of 0 for none at all.
 * https://github.com/nodejs/node/blob/v20.20.2/lib/events.js (getMaxListeners)
 */
function uncounted(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal]);
}

async function redirected(url: string, answer: Awaited<ReturnType<typeof undiciFetch>>): Promise<ElektraError> {
  await answer.body?.cancel();
  const location = answer.headers.get('location') ?? '';
  const to = URL.canParse(location, answer.url) ? new URL(location, answer.url).origin : 'another address';
  const reason = `It sends on to ${to}, where the token is not sent. Give the address at which clusterd itself answers.`;
  return new ElektraError('REMOTE_REFUSED', `${url} cannot be used. ${reason}`, { data: { url, reason } });
}

function limited(answer: Awaited<ReturnType<typeof undiciFetch>>, limit: number): HttpAnswer {
  const reader = answer.body?.getReader();
  let received = 0;

  async function read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> {
    const chunk: { done: boolean; value?: Uint8Array | undefined } = (await reader?.read()) ?? { done: true };
    received += chunk.value?.length ?? 0;
    if (received <= limit) return chunk;
    await reader?.cancel();
    throw new ElektraError('TOO_LARGE', `The answer is larger than ${limit} bytes. Ask for less at once.`, {
      data: { limit },
    });
  }

  return {
    status: answer.status,
    headers: answer.headers,
    body: { getReader: () => ({ read }) },
    async text() {
      const decoder = new TextDecoder();
      let text = '';
      for (let chunk = await read(); !chunk.done; chunk = await read()) {
        text += decoder.decode(chunk.value, { stream: true });
      }
      return text + decoder.decode();
    },
  };
}
