import { setMaxListeners } from 'node:events';

/** Calls `act` when the signal is aborted, unless the function returned was called before. */
export type WhenAborted = (signal: AbortSignal, act: () => void) => () => void;

/**
 * One listener per signal for everything that waits for its abort: a caller's signal sees many short requests, and adding and removing an event
 * listener costs as much as parsing an answer.
 */
export function createAbortListeners(): WhenAborted {
  const waiting = new WeakMap<AbortSignal, Set<() => void>>();

  function actsOf(signal: AbortSignal): Set<() => void> {
    const known = waiting.get(signal);
    if (known !== undefined) return known;
    const acts = new Set<() => void>();
    waiting.set(signal, acts);
    // One for each host that the caller asks; that is no leak, which Node would warn of.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', () => [...acts].forEach((act) => act()), { once: true });
    return acts;
  }

  return (signal, act) => {
    const acts = actsOf(signal);
    acts.add(act);
    return () => void acts.delete(act);
  };
}
