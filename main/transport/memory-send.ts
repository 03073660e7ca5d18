import type { Send } from '#shared/contract/client.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { untilAborted } from '#shared/contract/until-aborted.ts';
import type { Dispatcher } from './dispatcher.ts';
import { createRequestIds } from './request-ids.ts';

/** The shortest transport: the dispatcher in the same process. */
export function createMemorySend(dispatcher: Dispatcher, callerOf: () => Caller | null): Send {
  const nextId = createRequestIds();
  return (operation, input, { signal = new AbortController().signal, onPart }) => {
    const report = (part: unknown) => void (signal.aborted || onPart?.(part));
    const call = { caller: callerOf(), requestId: nextId(), signal, report: onPart && report };
    return untilAborted(dispatcher.dispatch(operation, input, call), signal);
  };
}
