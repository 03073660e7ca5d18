import { untilAborted } from '#shared/contract/until-aborted.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Clock, Random } from '../ports.ts';
import { createAlarms } from './alarms.ts';
import { backOffAfter, shareOf } from './back-off.ts';

/** How many deliveries run side by side; more gains little and stalls the loop. */
const AT_ONCE = 64;
/** How many of these may be to instances where the last one failed: those that hang must not take the places of the others. */
const FAILED_AT_ONCE = AT_ONCE / 4;
/** A delivery that has sent no request for so long, in milliseconds, gives its place to others that wait. */
const HUNG_MS = 5_000;

/** How the last delivery to an instance failed. */
export interface Failure {
  /** In a row. */
  readonly count: number;
  /** When it is tried again, in milliseconds since 1970. */
  readonly retryAt: number;
  readonly error: unknown;
}

/** done: nothing more is known to be due. again: something has changed meanwhile. `alive` is called whenever the instance has answered. */
export type Run = (id: string, signal: AbortSignal, alive: () => void) => Promise<'done' | 'again'>;

interface Parts {
  readonly clock: Clock;
  readonly random: Pick<Random, 'secret'>;
  /** One delivery to an instance. Rejects with why it has to be tried again later. */
  readonly run: Run;
  /** Whether trying is of use; whoever says no asks again when it is. */
  readonly mayTry: (id: string) => boolean;
  /** A delivery has ended, and no other follows at once. */
  readonly settled: (id: string) => void;
}

/** Who is delivered to next. Holds nothing for instances to which nothing is to be delivered. */
export interface Schedule {
  /** There may be something to deliver: soon, or after the delivery that runs now. While it waits after a failure it goes on waiting. */
  want(id: string): void;
  /** The same, without waiting any longer. */
  wantNow(id: string): void;
  /** It waits or runs. */
  isBusy(id: string): boolean;
  failure(id: string): Failure | undefined;
  forget(id: string): void;
  /** Stops what runs, waits for its end, and begins nothing any more. */
  close(): Promise<void>;
}

interface Running {
  readonly hadFailed: boolean;
  readonly stopping: AbortController;
  isWantedAgain: boolean;
  /** When it was last heard of. */
  aliveAt: number;
}

export function createSchedule({ clock, random, run, mayTry, settled }: Parts): Schedule {
  let isClosed = false;
  const ends = new Set<Promise<void>>();
  let stopRelief: (() => void) | null = null;
  const fresh = new Set<string>();
  const failed = new Set<string>();
  const running = new Map<string, Running>();
  const failures = new Map<string, Failure>();
  let failedRunning = 0;
  const alarms = createAlarms(clock, (id) => {
    if (mayTry(id)) enqueue(id);
    else settled(id);
  });

  function enqueue(id: string): void {
    if (isClosed) return;
    alarms.delete(id);
    const current = running.get(id);
    if (current === undefined) {
      (failures.has(id) ? failed : fresh).add(id);
      pump();
    } else current.isWantedAgain = true;
  }

  function pump(): void {
    while (running.size < AT_ONCE) {
      const next = first(fresh) ?? (failedRunning < FAILED_AT_ONCE ? first(failed) : undefined);
      if (next === undefined) break;
      start(next);
    }
    if (fresh.size > 0) stopRelief ??= clock.after(HUNG_MS, relieve);
    else stopRelief = stopRelief?.() ?? null;
  }

  /** Those that hang for the first time must not hold up the others either; from now on they count as failed. */
  function relieve(): void {
    stopRelief = null;
    for (const each of [...running.values()]) {
      if (!each.hadFailed && clock.now() - each.aliveAt >= HUNG_MS) each.stopping.abort();
    }
    pump();
  }

  function start(id: string): void {
    const hadFailed = failed.delete(id);
    fresh.delete(id);
    if (hadFailed) failedRunning += 1;
    const own: Running = { hadFailed, stopping: new AbortController(), isWantedAgain: false, aliveAt: clock.now() };
    running.set(id, own);
    const ended = attempt(id, own).finally(() => ends.delete(ended));
    ends.add(ended);
  }

  async function attempt(id: string, own: Running): Promise<void> {
    const { signal } = own.stopping;
    const alive = () => {
      own.aliveAt = clock.now();
    };
    // Whoever asked for it goes on first: it may ask for more in one go.
    await Promise.resolve();
    const whole = run(id, signal, alive);
    const over = () => void ends.delete(settledWhole);
    const settledWhole: Promise<void> = whole.then(over, over);
    ends.add(settledWhole);
    try {
      const result = await untilAborted(whole, signal);
      failures.delete(id);
      end(id, result === 'again');
    } catch (error) {
      fail(id, signal.aborted ? hung() : error);
      end(id, false);
    }
  }

  function fail(id: string, error: unknown): void {
    if (isClosed) return;
    const count = (failures.get(id)?.count ?? 0) + 1;
    const retryAt = clock.now() + backOffAfter(count, shareOf(random.secret()));
    failures.set(id, { count, retryAt, error });
    alarms.set(id, retryAt);
  }

  function end(id: string, again: boolean): void {
    const ended = running.get(id);
    running.delete(id);
    if (ended?.hadFailed === true) failedRunning -= 1;
    const isFollowed = again || (ended?.isWantedAgain === true && !failures.has(id));
    if (isFollowed && mayTry(id)) enqueue(id);
    else settled(id);
    pump();
  }

  function isBusy(id: string): boolean {
    return running.has(id) || fresh.has(id) || failed.has(id);
  }

  return {
    isBusy,
    want(id) {
      const { retryAt = 0 } = failures.get(id) ?? {};
      if (retryAt <= clock.now() || isBusy(id)) enqueue(id);
    },
    wantNow(id) {
      failures.delete(id);
      failed.delete(id);
      enqueue(id);
    },
    failure: (id) => failures.get(id),
    forget(id) {
      failures.delete(id);
      fresh.delete(id);
      failed.delete(id);
      alarms.delete(id);
    },
    async close() {
      isClosed = true;
      stopRelief?.();
      alarms.stop();
      fresh.clear();
      failed.clear();
      for (const { stopping } of running.values()) stopping.abort();
      await Promise.all(ends);
    },
  };
}

function hung(): ElektraError {
  return new ElektraError(
    'INSTANCE_TIMEOUT',
    `It has not answered for ${HUNG_MS / 1000} seconds, while others waited.`,
  );
}

function first(ids: ReadonlySet<string>): string | undefined {
  const [id] = ids;
  return id;
}
