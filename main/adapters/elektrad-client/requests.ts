import { createHttp, type HttpRequest } from './http.ts';
import type { HttpAnswer } from './collect-answer.ts';
import type { Limits, Timeouts } from './elektrads-options.ts';
import { createSession, type Opened } from './session.ts';
import { asElektraError, TransportFailure } from './transport-failure.ts';
import { versionOf } from './version-answer.ts';
import type { Clock } from '../../clusterd/ports.ts';

/** What is asked of the elektrad, without how it travels. */
export type Wanted = Pick<HttpRequest, 'method' | 'path' | 'body'>;

/** Requests to one elektrad over its session. Answers come as they are, whatever their status; only gateways' 502, 503 and 504 are failures. */
export interface Requests {
  readonly host: string;
  /** Sent once more over a new connection when it broke. Rejects with ElektraError or CancelledError. */
  read(wanted: Wanted, signal: AbortSignal): Promise<HttpAnswer>;
  /** Sent once, and never broken off, because nobody could say then what became of it. Rejects with TransportFailure. */
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
  readonly session: string | null;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly limits: Limits;
  readonly newCookie: () => string;
  readonly saveSession: (cookie: string) => Promise<void>;
}

const JSON_BODY = ['content-type', 'application/json'];
const GATEWAY_STATUS: readonly number[] = [502, 503, 504];

export function createRequests(options: RequestsOptions): Requests {
  const { host, clock, timeouts, limits } = options;
  const { readMs, writeMs } = timeouts;
  const http = createHttp({
    host,
    connections: limits.requests,
    connectMs: timeouts.connectMs,
    answerBytes: limits.answerBytes,
    onDisconnect: () => session.doubt(),
  });
  const session = createSession({
    cookie: options.session,
    clock,
    idleMs: timeouts.sessionIdleMs,
    requests: limits.requests,
    newCookie: options.newCookie,
    save: options.saveSession,
    open: (headers) => againIfBroken(() => open(headers)),
  });

  async function open(headers: string[]): Promise<Opened> {
    const startedAt = performance.now();
    const answer = behindGateway(await http.exchange({ method: 'GET', path: '/version', headers, limitMs: readMs }));
    return versionOf(answer, host, performance.now() - startedAt);
  }

  async function once(wanted: Wanted, limitMs: number, signal?: AbortSignal): Promise<HttpAnswer> {
    const { method, path, body } = wanted;
    try {
      return await session.run(
        async (cookie) => {
          const headers = body === undefined ? cookie : [...cookie, ...JSON_BODY];
          const carried = body === undefined ? {} : { body };
          const wantedBy = signal === undefined ? {} : { signal };
          return behindGateway(await http.exchange({ method, path, headers, limitMs, ...carried, ...wantedBy }));
        },
        limitMs,
        signal,
      );
    } catch (error) {
      if (error instanceof TransportFailure && error.kind !== 'too-large') session.doubt();
      throw error;
    }
  }

  return {
    host,
    read: (wanted, signal) => mapped(againIfBroken(() => once(wanted, readMs, signal))),
    write: (wanted) => once(wanted, writeMs),
    opened: (signal) => mapped(session.opened(readMs, signal)),
    async version(signal) {
      // Opening a session asks for the version anyway.
      if (session.current() === null) return mapped(session.opened(readMs, signal));
      const startedAt = performance.now();
      const answer = await mapped(againIfBroken(() => once({ method: 'GET', path: '/version' }, readMs, signal)));
      return versionOf(answer, host, performance.now() - startedAt);
    },
    renewSession: () => session.renew(),
    close: () => http.close(),
    destroy: () => http.destroy(),
  };

  async function mapped<T>(promise: Promise<T>): Promise<T> {
    try {
      return await promise;
    } catch (error) {
      throw asElektraError(error, host);
    }
  }
}

/** A kept connection may be closed by the other side in the moment it is used again, so a question is asked twice. */
async function againIfBroken<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TransportFailure && error.kind === 'broken') return ask();
    throw error;
  }
}

/** A gateway speaks for an elektrad that it cannot reach; whether the request got there is unknown. */
function behindGateway(answer: HttpAnswer): HttpAnswer {
  if (!GATEWAY_STATUS.includes(answer.status)) return answer;
  const reason = `a gateway in front of it answers ${answer.status}`;
  throw new TransportFailure('unreachable', reason, { sent: true });
}
