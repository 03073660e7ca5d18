import type { Bridge } from '../bridge.ts';
import { errorFromBody, type ErrorBody } from '../errors/elektra-error.ts';
import { CancelledError, throwIfAborted } from './cancelled.ts';
import { ConnectionLostError } from './connection-lost.ts';
import type { Listen } from './event-stream.ts';

/** Listens over the bridge to the main process. */
export function createBridgeListen(bridge: Bridge): Listen {
  let count = 0;
  return async ({ after, names = null, signal, onMessage }) => {
    throwIfAborted(signal);
    const id = `events-${(count += 1)}`;
    return new Promise<never>((_resolve, reject) => {
      const lost = (cause: unknown) => end(new ConnectionLostError('The main process did not answer.', cause));
      const stopListening = bridge.on((event) => {
        if (event.id !== id) return;
        if (event.kind === 'ended') end(endingOf(event.error));
        if (event.kind !== 'events') return;
        for (const message of event.messages) onMessage(message);
        bridge.call({ kind: 'heard', id }).catch(lost);
      });

      function end(error: Error): void {
        stopListening();
        signal.removeEventListener('abort', abort);
        reject(error);
      }

      function abort(): void {
        end(new CancelledError());
        // The subscription ends with the page too, should this not arrive.
        bridge.call({ kind: 'abort', id }).catch(() => undefined);
      }

      signal.addEventListener('abort', abort, { once: true });
      bridge.call({ kind: 'subscribe', id, after, names }).then((reply) => {
        if (!reply.ok) end(errorFromBody(reply.error));
      }, lost);
    });
  };
}

function endingOf(error: ErrorBody | null): Error {
  return error === null ? new ConnectionLostError('The stream of events was lost.') : errorFromBody(error);
}
