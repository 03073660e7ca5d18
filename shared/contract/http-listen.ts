import { parseAtOnce, piecesOf, type ParseJson } from './answer-text.ts';
import { CancelledError, isCancelled, throwIfAborted } from './cancelled.ts';
import { ConnectionLostError, isConnectionLost } from './connection-lost.ts';
import { createBlockReader, type EventBlock } from './event-blocks.ts';
import type { StreamMessage } from './event-feed.ts';
import type { Reply } from '../errors/reply.ts';
import type { After, Listen, ListenOptions } from './event-stream.ts';
import { EVENTS_PATH } from './events.ts';
import { errorFromBody, isElektraError } from '../errors/elektra-error.ts';
import { failureIn } from './http-answer.ts';
import type { HttpSendOptions } from './http-client.ts';
import type { HttpAnswer } from './http-fetch.ts';

export interface HttpListenOptions extends HttpSendOptions {
  readonly after: After;
}

const EVENT_STREAM = 'text/event-stream';
/** A stream that is silent for so long, in milliseconds, is lost: it tells three times in this time that it lives. */
const LONGEST_SILENCE_MS = 50_000;

/** Listens over HTTP, by `fetch`: what browsers have for it knows no tokens, and Node does not have it. */
export function createHttpListen(options: HttpListenOptions): Listen {
  const { baseUrl, fetch, headers = {}, after } = options;
  const parse = options.parseJson ?? parseAtOnce;
  const address = baseUrl.replace(/\/+$/, '') + EVENTS_PATH;

  async function open({ names, after: last }: ListenOptions, signal: AbortSignal): Promise<HttpAnswer> {
    const query = names === undefined ? '' : `?names=${names.map((name) => encodeURIComponent(name)).join(',')}`;
    const resumed = last === null ? {} : { 'last-event-id': last };
    const answer = await fetch(address + query, {
      method: 'GET',
      headers: { ...headers, ...resumed, accept: EVENT_STREAM },
      redirect: 'error',
      signal,
    });
    if (answer.status === 200 && answer.headers.get('content-type')?.startsWith(EVENT_STREAM) === true) return answer;
    throw await refusalIn(answer.status, async () => parse(await piecesOf(answer, options.parseJson), signal));
  }

  return async (wanted) => {
    const { signal, onMessage } = wanted;
    throwIfAborted(signal);
    const own = new AbortController();
    const abort = () => own.abort();
    signal.addEventListener('abort', abort, { once: true });
    let stopWaiting = after(LONGEST_SILENCE_MS, abort);
    const noteLife = () => {
      stopWaiting();
      stopWaiting = after(LONGEST_SILENCE_MS, abort);
    };
    try {
      const answer = await open(wanted, own.signal);
      await readBlocks(answer, noteLife, async (block) => {
        const message = await messageOf(block, (text) => parse([text], own.signal));
        if (message !== null && !signal.aborted) onMessage(message);
      });
      throw new ConnectionLostError('The stream of events ended.');
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      if (isConnectionLost(error) || isElektraError(error)) throw error;
      throw new ConnectionLostError('The stream of events was lost.', error);
    } finally {
      stopWaiting();
      signal.removeEventListener('abort', abort);
      // Lets go of the connection, also when a listener threw.
      own.abort();
    }
  };
}

async function refusalIn(status: number, json: () => ReturnType<ParseJson>): Promise<Error> {
  let reply: Reply | null = null;
  try {
    reply = failureIn(await json());
  } catch (error) {
    // Not JSON is none of the contract's answers either.
    if (isCancelled(error)) throw error;
  }
  if (reply !== null && !reply.ok) return errorFromBody(reply.error);
  return new ConnectionLostError(
    `What answered (HTTP ${status}) is not clusterd: a server in front of it, or another program.`,
  );
}

async function readBlocks(answer: HttpAnswer, noteLife: () => void, onBlock: (block: EventBlock) => Promise<void>) {
  const blocks: EventBlock[] = [];
  const take = createBlockReader((block) => blocks.push(block));
  const reader = answer.body?.getReader();
  if (reader === undefined) throw new ConnectionLostError('This platform cannot read an answer as it comes.');
  const decoder = new TextDecoder();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    noteLife();
    take(decoder.decode(chunk.value, { stream: true }));
    // One after another, however long it takes to parse one.
    for (const block of blocks.splice(0)) await onBlock(block);
  }
}

/** Null for what is no message of ours: the first block, before there is an id. */
async function messageOf(
  { event, id, data }: EventBlock,
  parse: (text: string) => ReturnType<ParseJson>,
): Promise<StreamMessage | null> {
  if (id === '') return null;
  if (data === null) return { kind: 'position', id };
  return event === 'reload' ? { kind: 'reload', id } : { kind: 'event', id, name: event, data: await parse(data) };
}
