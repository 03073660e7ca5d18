import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { z } from 'zod';
import { EVENT_CHANNEL, INVOKE_CHANNEL, type BridgeEvent, type BridgeRequest } from '#shared/bridge.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { ElektraError, errorBodyOf } from '#shared/errors/elektra-error.ts';
import type { Reply } from '#shared/errors/reply.ts';
import type { Dispatcher } from './dispatcher.ts';
import { createRequestIds } from './request-ids.ts';

export interface IpcServerOptions {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly dispatcher: Dispatcher;
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
  z.strictObject({ kind: z.literal('abort'), id: z.string().max(100) }),
]);

const DONE: Reply = { ok: true, value: null };

/** The contract over Electron's invoke channel. Returns how to stop. */
export function serveIpc({ ipcMain, dispatcher, callerOf, isTrusted }: IpcServerOptions): () => void {
  const nextId = createRequestIds();
  const running = new WeakMap<WebContents, Map<string, AbortController>>();

  /** The calls of a page end with it: when it is closed, reloaded or has crashed. */
  function callsOf(page: WebContents): Map<string, AbortController> {
    const known = running.get(page);
    if (known !== undefined) return known;
    const calls = new Map<string, AbortController>();
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
    const calls = callsOf(event.sender);
    const abort = new AbortController();
    const requestId = nextId();
    calls.set(id, abort);
    const { signal } = abort;
    const report = (part: unknown) => {
      if (!signal.aborted) event.sender.send(EVENT_CHANNEL, { kind: 'part', id, part } satisfies BridgeEvent);
    };
    try {
      const call = { caller: callerOf(event), requestId, signal, report: parts ? report : undefined };
      return await dispatcher.dispatch(operation, input, call);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      // Nobody waits for this any more, but an answer must be something that the channel can carry.
      return { ok: false, error: errorBodyOf(new ElektraError('INTERNAL', 'The call was cancelled.'), requestId) };
    } finally {
      if (calls.get(id) === abort) calls.delete(id);
    }
  }

  ipcMain.handle(INVOKE_CHANNEL, async (event, message: unknown): Promise<Reply> => {
    if (!isTrusted(event)) throw new Error('This frame may not call the main process.');
    const request = Request.parse(message);
    if (request.kind === 'call') return call(event, request);
    callsOf(event.sender).get(request.id)?.abort();
    return DONE;
  });
  return () => ipcMain.removeHandler(INVOKE_CHANNEL);
}
