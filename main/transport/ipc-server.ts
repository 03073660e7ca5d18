import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import * as z from 'zod';
import { EVENT_CHANNEL, INVOKE_CHANNEL, type BridgeEvent, type BridgeRequest, type ListSlice } from '#shared/bridge.ts';
import type { EventFeed, StreamMessage } from '#shared/contract/event-feed.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { ElektraError, errorBodyOf, isElektraError, type ErrorBody } from '#shared/errors/elektra-error.ts';
import type { Reply } from '#shared/errors/reply.ts';
import type { Dispatcher } from './dispatcher.ts';
import { pushEvents } from './push-events.ts';
import { createRequestIds } from './request-ids.ts';
import { sendLongLists } from './sliced-reply.ts';
import { AT_ONCE, weightOf } from './weight.ts';

export interface IpcServerOptions {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly dispatcher: Dispatcher;
  /** What is told without being asked; absent: nothing. */
  readonly events?: EventFeed;
  readonly callerOf: (event: IpcMainInvokeEvent) => Caller | null;
  /** Whether the frame that sent the message is our own page. https://www.electronjs.org/docs/latest/tutorial/security#17-validate-the-sender-of-all-ipc-messages */
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean;
}

const Request: z.ZodType<BridgeRequest> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('call'),
    id: z.string().max(100),
    operation: z.string(),
    input: z.unknown(),
    parts: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('subscribe'),
    id: z.string().max(100),
    after: z.string().max(200).nullable(),
    names: z.array(z.string().max(100)).max(1000).nullable(),
  }),
  z.strictObject({ kind: z.enum(['heard', 'abort']), id: z.string().max(100) }),
]);

/** A call or a subscription. */
interface Running {
  abort(): void;
  heard?(): void;
}

const DONE: Reply = { ok: true, value: null };

/** The contract over Electron's invoke channel. Returns how to stop. */
export function serveIpc({ ipcMain, dispatcher, events, callerOf, isTrusted }: IpcServerOptions): () => void {
  const nextId = createRequestIds();
  const running = new WeakMap<WebContents, Map<string, Running>>();

  /** The calls and subscriptions of a page end with it: when it is closed, reloaded or has crashed. */
  function runningOf(page: WebContents): Map<string, Running> {
    const known = running.get(page);
    if (known !== undefined) return known;
    const calls = new Map<string, Running>();
    const abortAll = () => calls.forEach((call) => call.abort());
    running.set(page, calls);
    page.on('destroyed', abortAll);
    page.on('render-process-gone', abortAll);
    page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) abortAll();
    });
    return calls;
  }

  async function call(event: IpcMainInvokeEvent, request: BridgeRequest & { kind: 'call' }): Promise<Reply> {
    const { id, operation, input, parts } = request;
    const calls = runningOf(event.sender);
    const abort = new AbortController();
    // As of a connection over HTTP, see connection-signal.ts.
    setMaxListeners(0, abort.signal);
    const requestId = nextId();
    calls.set(id, abort);
    const { signal } = abort;
    const report = (part: unknown) => {
      if (!signal.aborted) event.sender.send(EVENT_CHANNEL, { kind: 'part', id, part } satisfies BridgeEvent);
    };
    try {
      const call = { caller: callerOf(event), requestId, signal, report: parts ? report : undefined };
      // A long one was cloned in this turn of the event loop, to which the first rest belongs too; checking it takes as long.
      if (weightOf(input) > AT_ONCE) {
        await setImmediate();
        await setImmediate();
      }
      const reply = await dispatcher.dispatch(operation, input, call);
      const send = (slice: ListSlice) =>
        event.sender.send(EVENT_CHANNEL, { kind: 'slice', id, slice } satisfies BridgeEvent);
      return await sendLongLists(reply, send, signal);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      // Nobody waits for this any more, but an answer must be something that the channel can carry.
      return { ok: false, error: errorBodyOf(new ElektraError('INTERNAL', 'The call was cancelled.'), requestId) };
    } finally {
      if (calls.get(id) === abort) calls.delete(id);
    }
  }

  function subscribe(event: IpcMainInvokeEvent, request: BridgeRequest & { kind: 'subscribe' }): Reply {
    const { id, after, names } = request;
    const { sender } = event;
    const caller = callerOf(event);
    if (caller === null) return { ok: false, error: errorBodyOf(new ElektraError('UNAUTHENTICATED'), nextId()) };
    if (events === undefined) return { ok: false, error: errorBodyOf(new ElektraError('NOT_FOUND'), nextId()) };
    const subscriptions = runningOf(sender);
    const wanted = { role: caller.role, names: names && new Set(names), after };
    const send = (messages: readonly StreamMessage[]) =>
      sender.send(EVENT_CHANNEL, { kind: 'events', id, messages } satisfies BridgeEvent);
    const push = pushEvents(events, wanted, send, (error) => {
      own.abort();
      sender.send(EVENT_CHANNEL, { kind: 'ended', id, error: bodyOf(error) } satisfies BridgeEvent);
    });
    subscriptions.get(id)?.abort();
    const own: Running = {
      heard: push.heard,
      abort() {
        push.close();
        if (subscriptions.get(id) === own) subscriptions.delete(id);
      },
    };
    subscriptions.set(id, own);
    push.heard();
    return DONE;
  }

  ipcMain.handle(INVOKE_CHANNEL, async (event, message: unknown): Promise<Reply> => {
    if (!isTrusted(event)) throw new Error('This frame may not call the main process.');
    const request = Request.parse(message);
    if (request.kind === 'call') return call(event, request);
    if (request.kind === 'subscribe') return subscribe(event, request);
    const named = runningOf(event.sender).get(request.id);
    if (request.kind === 'abort') named?.abort();
    else named?.heard?.();
    return DONE;
  });
  return () => ipcMain.removeHandler(INVOKE_CHANNEL);
}

/** Null for a connection that was lost, which is nobody's refusal. */
function bodyOf(error: Error): ErrorBody | null {
  return isElektraError(error) ? errorBodyOf(error, error.requestId) : null;
}
