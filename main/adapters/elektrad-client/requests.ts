import { createHttp, type HttpRequest } from './http.ts';
import type { HttpAnswer } from './collect-answer.ts';
import type { Dial } from './dial.ts';
import type { Limits, Timeouts } from './elektrads-options.ts';
import type { Endings } from './endings.ts';
import { createSession, type Opened } from './session.ts';
import { asElektraError, TransportFailure } from './transport-failure.ts';
import { versionOf } from './version-answer.ts';
import type { Clock } from '../../clusterd/ports.ts';

/** What is asked of the elektrad, without how it travels. */
export type Wanted = Pick<HttpRequest, 'method' | 'path' | 'body'>;

/** Requests to one elektrad over its session. Answers come as they are, whatever their status; only gateways' 502, 503 and 504 are failures. */
export interface Requests {
  readonly host: string;
  /**
   * Sent once more when the connection broke, because a kept one may be closed by the other side in the moment it is used again, and when the
   * session was left meanwhile, because the answer may show what Elektra refused to store. Rejects with ElektraError or CancelledError.
   */
  read(wanted: Wanted, signal: AbortSignal): Promise<HttpAnswer>;
  /** Leaves once, and is never broken off, because nobody could say then what became of it. Rejects with TransportFailure. */
  write(wanted: Wanted): Promise<HttpAnswer>;
  /** What the elektrad said of itself when the session was opened. Rejects with ElektraError or CancelledError. */
  opened(signal: AbortSignal): Promise<Opened>;
  /** Asks now, and measures how long the answer takes. Rejects as `opened` does. */
  version(signal: AbortSignal): Promise<Opened>;
  /** Leaves the session, see Session.renew. */
  renewSession(): void;
  close(): Promise<void>;
  destroy(): Promise<void>;
}

interface RequestsOptions {
  readonly host: string;
  readonly dial: Dial;
  readonly endings: Endings;
  /** Headers that go with each request, names and values in turn. */
  readonly authorization: () => Promise<readonly string[]>;
  /** The cookie to begin with, and the one that is stored already. */
  readonly cookie: string | null;
  readonly savedCookie: string | null;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly limits: Limits;
  readonly newCookie: () => string;
  readonly saveSession: (cookie: string) => Promise<void>;
}

const JSON_BODY = ['content-type', 'application/json'];
export const GATEWAY_STATUS: readonly number[] = [502, 503, 504];

export function createRequests(options: RequestsOptions): Requests {
  const { host, clock, timeouts, limits } = options;
  const { readMs, writeMs } = timeouts;
  const http = createHttp({
    dial: options.dial,
    connections: limits.requests,
    connectMs: timeouts.connectMs,
    answerBytes: limits.answerBytes,
    endings: options.endings,
    onDisconnect: () => session.doubt(),
  });
  const session = createSession({
    cookie: options.cookie,
    savedCookie: options.savedCookie,
    clock,
    idleMs: timeouts.sessionIdleMs,
    requests: limits.requests,
    newCookie: options.newCookie,
    authorization: options.authorization,
    save: options.saveSession,
    open: (headers) => againIf(isBroken, () => open(headers)),
  });

  async function open(headers: string[]): Promise<Opened> {
    const startedAt = performance.now();
    const answer = await http.exchange({ method: 'GET', path: '/version', headers, limitMs: readMs });
    return versionOf(behindGateway(answer), host, performance.now() - startedAt);
  }

  function once(wanted: Wanted, limitMs: number, signal?: AbortSignal): Promise<HttpAnswer> {
    return session.run((cookie) => http.exchange(requestOf(wanted, cookie, limitMs, signal)), limitMs, signal);
  }

  /** A failure leaves it open which process answers next. */
  function noted(error: unknown): unknown {
    if (error instanceof TransportFailure) session.doubt();
    return error;
  }

  async function read(wanted: Wanted, signal: AbortSignal): Promise<HttpAnswer> {
    const before = session.renewals();
    try {
      const answer = behindGateway(await once(wanted, readMs, signal));
      if (before === session.renewals()) return answer;
    } catch (error) {
      if (!isBroken(noted(error))) throw asElektraError(error, host);
    }
    try {
      return behindGateway(await once(wanted, readMs, signal));
    } catch (error) {
      throw asElektraError(noted(error), host);
    }
  }

  async function sendWrite(wanted: Wanted): Promise<HttpAnswer> {
    try {
      return behindGateway(await once(wanted, writeMs));
    } catch (error) {
      throw noted(error);
    }
  }

  async function opened(signal: AbortSignal): Promise<Opened> {
    try {
      return await session.opened(readMs, signal);
    } catch (error) {
      throw asElektraError(error, host);
    }
  }

  return {
    host,
    read,
    opened,
    write: (wanted) => againIf(isUnsent, () => sendWrite(wanted)),
    async version(signal) {
      // Opening a session asks for the version anyway.
      if (session.current() === null) return opened(signal);
      const startedAt = performance.now();
      const answer = await read({ method: 'GET', path: '/version' }, signal);
      return versionOf(answer, host, performance.now() - startedAt);
    },
    renewSession: () => session.renew(),
    close: () => http.close(),
    destroy: () => http.destroy(),
  };
}

function requestOf(wanted: Wanted, cookie: string[], limitMs: number, signal: AbortSignal | undefined): HttpRequest {
  const { method, path, body } = wanted;
  if (body === undefined) return { method, path, headers: cookie, limitMs, signal };
  return { method, path, headers: [...cookie, ...JSON_BODY], body, limitMs, signal };
}

function isBroken(error: unknown): boolean {
  return error instanceof TransportFailure && error.kind === 'broken';
}

/** A connection that broke before the request could leave. */
function isUnsent(error: unknown): boolean {
  return error instanceof TransportFailure && error.kind === 'broken' && !error.sent;
}

async function againIf<T>(mayRepeat: (error: unknown) => boolean, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (mayRepeat(error)) return ask();
    throw error;
  }
}

/** A gateway speaks for an elektrad that it cannot reach; whether the request got there is unknown. */
export function behindGateway(answer: HttpAnswer): HttpAnswer {
  if (!GATEWAY_STATUS.includes(answer.status)) return answer;
  const reason = `a gateway in front of it answers ${answer.status}`;
  throw new TransportFailure('unreachable', reason, { sent: true });
}
