import axios, { AxiosError, isAxiosError } from 'axios';
import type { CanonicalHost, Host } from '#shared/model/host.ts';
import type { Elektrads, Random } from '../../clusterd/ports.ts';
import { abortable } from './abortable.ts';
import type { HttpAnswer, HttpHeaders } from './collect-answer.ts';
import type { Limits, Timeouts } from './elektrads-options.ts';
import { createProbedSessions } from './probed-sessions.ts';
import type { Opened } from './session.ts';
import { asElektraError, failureOf, TransportFailure } from './transport-failure.ts';
import { versionOf } from './version-answer.ts';
import { watchedTransport } from './watched-transport.ts';

/** Asks hosts that are not registered for their version. */
export interface Probe {
  run(host: Host, signal: AbortSignal): ReturnType<Elektrads['probe']>;
  /** Hands over the session that probing has opened at a host, if any. */
  takeSession(host: CanonicalHost): string | null;
  /** Breaks off what is under way. */
  close(): void;
}

interface ProbeOptions {
  readonly random: Pick<Random, 'secret'>;
  readonly timeouts: Timeouts;
  readonly limits: Limits;
}

/** An elektrad says of itself what fits in a few hundred bytes. */
const VERSION_BYTES = 65_536;

export function createProbe({ random, timeouts, limits }: ProbeOptions): Probe {
  const sessions = createProbedSessions(limits.probedHosts, () => random.secret());
  const closing = new AbortController();

  async function run(host: Host, signal: AbortSignal): ReturnType<Elektrads['probe']> {
    const asked = sessions.ask(host.canonical, (cookie) => askVersion(host.url, cookie, timeouts, closing.signal));
    try {
      const { version, latencyMs } = await abortable(asked, timeouts.readMs, signal);
      return { version, latencyMs };
    } catch (error) {
      throw asElektraError(error, host.url);
    }
  }

  return {
    run,
    takeSession: (host) => sessions.take(host),
    close: () => closing.abort(),
  };
}

async function askVersion(host: string, cookie: string, timeouts: Timeouts, closing: AbortSignal): Promise<Opened> {
  const { connectMs, readMs } = timeouts;
  const overdue = AbortSignal.timeout(readMs);
  const unconnected = new AbortController();
  const connecting = setTimeout(() => unconnected.abort(), connectMs);
  const startedAt = performance.now();
  try {
    const { status, headers, data } = await axios.get<string>(`${host}/version`, {
      ...watchedTransport(host, () => clearTimeout(connecting)),
      signal: AbortSignal.any([closing, overdue, unconnected.signal]),
      proxy: false,
      maxRedirects: 0,
      maxContentLength: VERSION_BYTES,
      headers: { Cookie: `session=${cookie}`, Accept: '*/*', 'Accept-Encoding': 'identity' },
      responseType: 'text',
      decompress: false,
      transformResponse: (body: string) => body,
      validateStatus: () => true,
    });
    const answer: HttpAnswer = { status, headers: headersOf(headers), text: data };
    return versionOf(answer, host, performance.now() - startedAt);
  } catch (error) {
    if (unconnected.signal.aborted) {
      throw new TransportFailure('unreachable', 'no connection came about in time', { sent: false });
    }
    if (overdue.aborted) throw new TransportFailure('timeout', 'no answer in time', { sent: true, limit: readMs });
    throw isAxiosError(error) ? probeFailure(error) : error;
  } finally {
    clearTimeout(connecting);
  }
}

function headersOf(headers: object): HttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([, value]) => typeof value === 'string' || Array.isArray(value)),
  );
}

function probeFailure(error: AxiosError): TransportFailure {
  if (error.code !== AxiosError.ERR_BAD_RESPONSE) return failureOf(error, true);
  return new TransportFailure('protocol', 'its answer to /version is far too large', { sent: true, cause: error });
}
