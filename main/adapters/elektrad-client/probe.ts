import type { AxiosError } from 'axios';
import { canonicalHost, type CanonicalHost } from '#shared/model/host.ts';
import type { Elektrads, ProbeTarget, Random } from '../../clusterd/ports.ts';
import { abortable } from './abortable.ts';
import { authorizationOf } from './authorization.ts';
import type { HttpAnswer, HttpHeaders } from './collect-answer.ts';
import { createDial, type Dial } from './dial.ts';
import { dialledTransport } from './dialled-transport.ts';
import type { Limits, Timeouts } from './elektrads-options.ts';
import { createProbedSessions } from './probed-sessions.ts';
import { behindGateway } from './requests.ts';
import type { Opened } from './session.ts';
import { asElektraError, failureOf, TransportFailure } from './transport-failure.ts';
import { versionOf } from './version-answer.ts';
import type { WayOut } from './way-out.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Asks hosts that are not registered for their version. */
export interface Probe {
  run(target: ProbeTarget, signal: AbortSignal): ReturnType<Elektrads['probe']>;
  /** Hands over the session that probing has opened at a host (with its proxy), if any. */
  takeSession(host: CanonicalHost): string | null;
  /** Breaks off what is under way. */
  close(): void;
}

interface ProbeOptions {
  readonly random: Pick<Random, 'secret'>;
  readonly timeouts: Timeouts;
  readonly limits: Limits;
  readonly wayOut: WayOut;
}

/** An elektrad says of itself what fits in a few hundred bytes. */
const VERSION_BYTES = 65_536;

/** How axios calls an answer that is larger. */
const TOO_LARGE: typeof AxiosError.ERR_BAD_RESPONSE = 'ERR_BAD_RESPONSE';

export function createProbe({ random, timeouts, limits, wayOut }: ProbeOptions): Probe {
  const sessions = createProbedSessions(limits.probedHosts, () => random.secret());
  const closing = new AbortController();

  async function run(target: ProbeTarget, signal: AbortSignal): ReturnType<Elektrads['probe']> {
    const { host, connection, credentials } = target;
    const dial = createDial(host, connection, wayOut.known(host) ?? (await wayOut.find(host)));
    const question = { host, dial, authorization: authorizationOf(credentials) };
    const asked = sessions.ask(
      canonicalHost(host, connection.proxy),
      JSON.stringify([host, connection, credentials]),
      (cookie) => askVersion(question, cookie, timeouts, closing.signal),
    );
    try {
      const { version, latencyMs } = await abortable(asked, timeouts.readMs, signal);
      return { version, latencyMs };
    } catch (error) {
      throw asElektraError(error, host);
    }
  }

  return {
    run,
    takeSession: (host) => sessions.take(host),
    close: () => closing.abort(),
  };
}

interface Question {
  readonly host: string;
  readonly dial: Dial;
  readonly authorization: string | null;
}

async function askVersion(
  { host, dial, authorization }: Question,
  cookie: string,
  { connectMs, readMs }: Timeouts,
  closing: AbortSignal,
): Promise<Opened> {
  // Loading it takes as long as all the rest of a start, and few ask for hosts that are new.
  const { default: axios, isAxiosError } = await import('axios');
  const overdue = AbortSignal.timeout(readMs);
  const startedAt = performance.now();
  const ofDial = dial.headers();
  const own = authorization === null ? [] : ['authorization', authorization];
  try {
    const { status, headers, data } = await axios.get<string>(`${host}/version`, {
      ...dialledTransport(dial, ofDial, connectMs),
      signal: AbortSignal.any([closing, overdue]),
      proxy: false,
      maxRedirects: 0,
      maxContentLength: VERSION_BYTES,
      headers: {
        ...(authorization === null ? {} : { Authorization: authorization }),
        Cookie: `session=${cookie}`,
        Accept: '*/*',
        'Accept-Encoding': 'identity',
      },
      responseType: 'text',
      decompress: false,
      transformResponse: (body: string) => body,
      validateStatus: () => true,
    });
    const answer: HttpAnswer = { status, headers: headersOf(headers), text: data };
    const told = withoutSecrets(answer, [...ofDial, ...own]);
    return versionOf(behindGateway(told), host, performance.now() - startedAt);
  } catch (error) {
    if (overdue.aborted) throw new TransportFailure('timeout', 'no answer in time', { sent: true, limit: readMs });
    throw isAxiosError(error) ? probeFailure(error) : error;
  }
}

function headersOf(headers: object): HttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([, value]) => typeof value === 'string' || Array.isArray(value)),
  );
}

/** The AxiosError itself goes no further: it holds the request with its credentials. */
function probeFailure({ code, message, cause }: AxiosError): TransportFailure {
  if (code !== TOO_LARGE) return failureOf(cause ?? Object.assign(new Error(message), { code }), true);
  return new TransportFailure('protocol', 'its answer to /version is far too large', { sent: true });
}
