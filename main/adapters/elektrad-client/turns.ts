import { CancelledError, throwIfAborted } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';

/**
 * Lets one piece of work after another at an instance, in the order in which they came: two clients that write at once crash the field's elektrad or
 * lose each other's changes. A turn that fails or is cancelled lets the next one in like any other.
 */
export interface Turns {
  /**
   * Cancelled while it waits, a turn is never begun. Cancelled while it runs, the caller is free at once, and the next turn begins when `work`
   * has come to its end. Throws RATE_LIMITED when too many wait.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Runs `work` when the turns known so far have ended, however many wait. */
  afterAll(work: () => Promise<void>): Promise<void>;
  /** Refuses what waits and what comes with `reason`, and cancels what runs. */
  stop(reason: Error): void;
}

interface Waiting {
  begin(): void;
  refuse(reason: Error): void;
}

export function createTurns(waitingLimit: number): Turns {
  const waiting = new Set<Waiting>();
  let running: AbortController | null = null;
  let stopped: Error | null = null;

  function beginNext(): void {
    running = null;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    next.begin();
  }

  async function admission(signal: AbortSignal): Promise<AbortController> {
    if (stopped !== null) throw stopped;
    const own = new AbortController();
    if (running === null) {
      running = own;
      return own;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => entry.refuse(new CancelledError());
      const entry: Waiting = {
        begin() {
          running = own;
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
        refuse(reason) {
          waiting.delete(entry);
          signal.removeEventListener('abort', onAbort);
          reject(reason);
        },
      };
      waiting.add(entry);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    return own;
  }

  return {
    async run(work, signal) {
      throwIfAborted(signal);
      if (waiting.size >= waitingLimit) throw tooManyWait(waitingLimit);
      const own = await admission(signal);
      return runTurn(work, signal, own, beginNext);
    },
    async afterAll(work) {
      const never = new AbortController().signal;
      const own = await admission(never);
      return runTurn(work, never, own, beginNext);
    },
    stop(reason) {
      stopped = reason;
      for (const entry of [...waiting]) entry.refuse(reason);
      running?.abort(reason);
    },
  };
}

/** The turn ends when the work does; its caller is told earlier if it is cancelled. */
function runTurn<T>(
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  own: AbortController,
  end: () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => own.abort();
    // Whoever did not cancel is told why it was stopped.
    const onCancelled = () =>
      reject(own.signal.reason instanceof ElektraError ? own.signal.reason : new CancelledError());
    signal.addEventListener('abort', onAbort, { once: true });
    own.signal.addEventListener('abort', onCancelled, { once: true });
    if (signal.aborted) onAbort();
    const ended = own.signal.aborted ? Promise.reject(new CancelledError()) : started(work, own.signal);
    void ended.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
      end();
    });
  });
}

async function started<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return work(signal);
}

function tooManyWait(limit: number): ElektraError {
  return new ElektraError(
    'RATE_LIMITED',
    `${limit} changes wait for this instance already. Try again when it has caught up.`,
    {
      data: {},
    },
  );
}
