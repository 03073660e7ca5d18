import { setMaxListeners, type EventEmitter } from 'node:events';

/** The signal of a connection: aborted when it is closed, and with it whoever asked is gone. */
export type ConnectionSignals = (connection: EventEmitter) => AbortSignal;

/**
 * One signal for all requests of a connection: HTTP/1.1 has no other way to say that an answer is not wanted any more than to close it, and making a
 * signal costs as much as routing a request.
 */
export function createConnectionSignals(): ConnectionSignals {
  const signals = new WeakMap<EventEmitter, AbortSignal>();
  return (connection) => {
    const known = signals.get(connection);
    if (known !== undefined) return known;
    const abort = new AbortController();
    // A request that asks a whole fleet waits in many places for it, which is no leak, of which Node would warn.
    setMaxListeners(0, abort.signal);
    signals.set(connection, abort.signal);
    connection.once('close', () => abort.abort());
    return abort.signal;
  };
}
