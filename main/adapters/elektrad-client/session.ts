import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { ElektradVersion } from '#shared/model/elektrad-version.ts';
import type { Clock } from '../../clusterd/ports.ts';
import { abortable } from './abortable.ts';
import { createSlots } from './slots.ts';

/** What the first request of a session found. */
export interface Opened {
  readonly version: ElektradVersion;
  readonly latencyMs: number;
  /** Another cookie than ours, if the server insists on one. */
  readonly cookie: string | null;
}

/**
 * The one session that an instance keeps for us. An elektrad of the field copies its whole database for each session and drops it only an hour
 * after the last request, and makes several copies when requests with a cookie it does not know arrive together. So one cookie is kept, saved
 * before it is used, and whenever the process behind the connection may not know it (new, restarted, idle for long) one request, `/version`, goes
 * alone while all others wait for its answer. A host that is no elektrad gets nothing else.
 * https://github.com/ElektraInitiative/libelektra/blob/master/src/tools/elektrad/middleware.go
 */
export interface Session {
  /** Runs a request when it may leave; it gets the headers to send. Waiting ends with TransportFailure after `waitMs`. */
  run<T>(request: (headers: string[]) => Promise<T>, waitMs: number, signal?: AbortSignal): Promise<T>;
  /** What was found when the session was opened, or null when the next request will have to open it. */
  current(): Opened | null;
  /** The same, and opens it if need be. */
  opened(waitMs: number, signal?: AbortSignal): Promise<Opened>;
  /** The next request goes alone: the process may have been started anew. */
  doubt(): void;
  /** Leaves this session for a fresh one: it holds something that must never be written. */
  renew(): void;
  /** How often the session was left. What was read meanwhile may be what it should not hold. */
  renewals(): number;
}

interface SessionOptions {
  /** The one of the last time, or one that a probe has opened, or null. */
  readonly cookie: string | null;
  /** The one that is stored already. */
  readonly savedCookie: string | null;
  readonly clock: Clock;
  readonly idleMs: number;
  readonly requests: number;
  readonly newCookie: () => string;
  /** Headers that go with each request of a session, names and values in turn. */
  readonly authorization: () => Promise<readonly string[]>;
  /** Must have stored the cookie when it resolves. */
  readonly save: (cookie: string) => Promise<void>;
  readonly open: (headers: string[]) => Promise<Opened>;
}

export function createSession(options: SessionOptions): Session {
  const { clock, idleMs } = options;
  const slots = createSlots(options.requests);
  let cookie = options.cookie;
  let saved = options.savedCookie;
  let headers: string[] = [];
  let found: Opened | null = null;
  let lastUsed = 0;
  let opening: Promise<Opened> | null = null;
  let renewals = 0;

  const isOpen = () => found !== null && clock.now() - lastUsed < idleMs;
  const current = () => (isOpen() ? found : null);

  async function run<T>(request: (headers: string[]) => Promise<T>, waitMs: number, signal?: AbortSignal): Promise<T> {
    if (!isOpen() || !slots.tryTake()) await enter(waitMs, signal);
    try {
      return await request(headers);
    } finally {
      lastUsed = clock.now();
      slots.release();
    }
  }

  async function enter(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      if (signal !== undefined) throwIfAborted(signal);
      // Who has waited for the opening goes without another look: a server that closes each connection would be opened for ever.
      if (!isOpen()) await abortable(open(), waitMs, signal);
      if (slots.tryTake()) return;
      await slots.wait(waitMs, signal);
      if (isOpen()) return;
      slots.release();
    }
  }

  function open(): Promise<Opened> {
    opening ??= openAlone().finally(() => {
      opening = null;
    });
    return opening;
  }

  async function openAlone(): Promise<Opened> {
    for (;;) {
      found = null;
      const before = renewals;
      // What is under way with another cookie cannot meet the first request with this one.
      if (cookie !== null) await slots.idle();
      await use(cookie ?? options.newCookie());
      const answer = await options.open(headers);
      if (before !== renewals) continue;
      if (answer.cookie !== null) await use(answer.cookie);
      lastUsed = clock.now();
      found = answer;
      return answer;
    }
  }

  async function use(value: string): Promise<void> {
    if (value !== saved) await options.save(value);
    saved = value;
    cookie = value;
    headers = [...(await options.authorization()), 'cookie', `session=${value}`];
  }

  return {
    run,
    current,
    async opened(waitMs, signal) {
      return current() ?? abortable(open(), waitMs, signal);
    },
    doubt() {
      found = null;
    },
    renew() {
      found = null;
      cookie = null;
      renewals += 1;
    },
    renewals: () => renewals,
  };
}
