/** Calls `act` after that many milliseconds, unless the function returned was called before. */
export type Deadlines = (limitMs: number, act: () => void) => () => void;

type Queue = (act: () => void) => () => void;

interface Entry {
  /** On the clock of `performance.now()`. */
  readonly at: number;
  readonly act: () => void;
}

/**
 * Deadlines of requests, nearly all of which are met: those with the same limit stand in one queue with one timer, because starting and clearing a
 * timer for each costs as much as parsing an answer. The timers keep no process alive; the sockets do.
 */
export function createDeadlines(): Deadlines {
  const queues = new Map<number, Queue>();
  return (limitMs, act) => {
    const queue = queues.get(limitMs) ?? createQueue(limitMs);
    queues.set(limitMs, queue);
    return queue(act);
  };
}

/** Who comes later is due later, so only the first has to be looked at. */
function createQueue(limitMs: number): Queue {
  const entries = new Set<Entry>();
  let isRunning = false;

  function runUntil(at: number): void {
    isRunning = true;
    setTimeout(callDue, Math.max(1, Math.ceil(at - performance.now()))).unref();
  }

  function callDue(): void {
    isRunning = false;
    const now = performance.now();
    for (const entry of entries) {
      if (entry.at > now) return runUntil(entry.at);
      entries.delete(entry);
      entry.act();
    }
  }

  return (act) => {
    const entry = { at: performance.now() + limitMs, act };
    entries.add(entry);
    if (!isRunning) runUntil(entry.at);
    return () => void entries.delete(entry);
  };
}
