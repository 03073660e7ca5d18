import type { Bridge } from '../bridge.ts';
import type { Send } from './client.ts';
import { isCancelled, throwIfAborted } from './cancelled.ts';
import { ConnectionLostError } from './connection-lost.ts';
import { createArrivingLists, type ArrivingLists } from './arriving-lists.ts';
import { untilAborted } from './until-aborted.ts';

/** The contract over the bridge to the main process. Rejects with CancelledError or ConnectionLostError. */
export function createBridgeSend(bridge: Bridge): Send {
  let count = 0;
  const arriving = new Map<string, ArrivingLists>();
  bridge.on((event) => {
    if (event.kind === 'slice') arriving.get(event.id)?.take(event.slice);
  });
  return async (operation, input, { signal, onPart }) => {
    if (signal !== undefined) throwIfAborted(signal);
    const id = String((count += 1));
    const abort = () => void bridge.call({ kind: 'abort', id }).catch(() => undefined);
    signal?.addEventListener('abort', abort, { once: true });
    const stopListening =
      onPart === undefined
        ? undefined
        : bridge.on((event) => event.kind === 'part' && event.id === id && onPart(event.part));
    try {
      const request = { kind: 'call', id, operation, input: plain(input), parts: onPart !== undefined } as const;
      const lists = createArrivingLists();
      arriving.set(id, lists);
      return lists.joined(await untilAborted(bridge.call(request), signal));
    } catch (error) {
      if (isCancelled(error)) throw error;
      throw new ConnectionLostError('The main process did not answer.', error);
    } finally {
      arriving.delete(id);
      stopListening?.();
      signal?.removeEventListener('abort', abort);
    }
  };
}

/** The bridge clones what it carries, and a page's reactive objects cannot be cloned; what a contract takes is JSON anyway. */
function plain(input: unknown): unknown {
  return input === undefined ? undefined : JSON.parse(JSON.stringify(input));
}
