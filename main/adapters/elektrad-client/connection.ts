import { credentialsRefused } from './answers.ts';
import { createHttp, type Http } from './http.ts';
import type { HttpAnswer } from './collect-answer.ts';
import type { Dial } from './dial.ts';
import { createRequests, GATEWAY_STATUS } from './requests.ts';
import { createTurn } from './turn.ts';
import { findNames, readFound, readKeys } from './reads.ts';
import { readSubtree } from './subtree.ts';
import { asElektraError, TransportFailure } from './transport-failure.ts';
import type { Turns } from './turns.ts';
import type { Clock, Elektrad, Log } from '../../clusterd/ports.ts';
import type { Limits, Timeouts } from './elektrads-options.ts';
import type { Endings } from './endings.ts';

/** One host's connections and session, with the turns of its instance. */
export interface Connection {
  readonly elektrad: Elektrad;
  /** Waits for what is under way. */
  close(): Promise<void>;
  /** Breaks off what is under way. */
  destroy(): Promise<void>;
}

export interface ConnectionOptions {
  readonly host: string;
  readonly dial: Dial;
  readonly endings: Endings;
  /** Headers that go with each request, names and values in turn. */
  readonly authorization: () => Promise<readonly string[]>;
  /** See SessionOptions. */
  readonly cookie: string | null;
  readonly savedCookie: string | null;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts: Timeouts;
  readonly limits: Limits;
  readonly newCookie: () => string;
  readonly saveSession: (cookie: string) => Promise<void>;
}

/** Nothing is routed there, so that the answer is a 404 without a session, given at once even while a write runs. */
const UNROUTED_PATH = '/elektra-web/alive';
/** What of an answer to that question is taken; whatever comes, the process is alive. */
const ALIVE_BYTES = 65_536;

export function createConnection(options: ConnectionOptions): Connection {
  const { host, dial, endings, turns, timeouts, limits, log, clock } = options;
  const requests = createRequests(options);
  let watch: Http | null = null;

  const elektrad: Elektrad = {
    version,
    alive,
    read: (name, levels, signal) => readSubtree(requests, name, levels, signal),
    readMany: (names, signal) => readKeys(requests, names, signal),
    readFound: (names, signal) => readFound(requests, names, signal),
    find: (pattern, signal) => findNames(requests, pattern, signal),
    turn: (work, signal) =>
      turns.run(async (turnSignal) => {
        const { turn, end } = createTurn({ requests, signal: turnSignal, limits, log, clock });
        try {
          return await work(turn);
        } finally {
          end();
        }
      }, signal),
  };

  async function version(signal: AbortSignal): ReturnType<Elektrad['version']> {
    const { version, latencyMs } = await requests.version(signal);
    return { version, latencyMs };
  }

  /** Over a connection of its own: the others may all be taken by requests that wait behind a long write. */
  async function alive(signal: AbortSignal): Promise<number> {
    const { connectMs, aliveMs } = timeouts;
    watch ??= createHttp({
      ...{ dial, endings, connections: 1, answerBytes: ALIVE_BYTES },
      connectMs: Math.min(connectMs, aliveMs),
    });
    const headers = [...(await options.authorization())];
    const startedAt = performance.now();
    try {
      const answer = await watch.exchange({ method: 'GET', path: UNROUTED_PATH, headers, limitMs: aliveMs, signal });
      requireLife(answer);
    } catch (error) {
      if (!(error instanceof TransportFailure && error.kind === 'too-large')) throw asElektraError(error, host);
    }
    return performance.now() - startedAt;
  }

  /** Whatever comes from the host is a sign of life, but that it does not know the credentials any more; its proxy speaks of the host. */
  function requireLife({ status }: HttpAnswer): void {
    if (status === 401 || (dial.isProxyAsked && status === 407)) throw credentialsRefused(status, host);
    if (!dial.isProxyAsked || !GATEWAY_STATUS.includes(status)) return;
    throw new TransportFailure('unreachable', `its proxy cannot reach it (${status})`, { sent: true });
  }

  return {
    elektrad,
    async close() {
      await Promise.all([requests.close(), watch?.close()]);
    },
    async destroy() {
      await Promise.all([requests.destroy(), watch?.destroy()]);
    },
  };
}
