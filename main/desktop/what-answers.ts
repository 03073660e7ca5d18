import * as z from 'zod';
import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import type { HttpAnswer } from '#shared/contract/http-fetch.ts';
import { failureIn } from '#shared/contract/http-answer.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import { ElektradVersion } from '#shared/model/elektrad-version.ts';
import { createDial } from '../adapters/elektrad-client/dial.ts';
import { speaksNoTls } from '../adapters/elektrad-client/plain-reason.ts';
import type { WayOut } from '../adapters/elektrad-client/way-out.ts';
import { staysPrivate } from '../loopback.ts';
import { createRemoteFetch, type RemoteFetch, type RemoteWay } from './remote-fetch.ts';

type Foreign = ElektraError<'REMOTE_FOREIGN'>;

/** Of a page as much as its title needs. */
const ANSWER_BYTES = 256 * 1024;
const CONNECT_MS = 5_000;
/** Addresses are copied out of browsers with what is shown there behind clusterd's own path. */
const DEEPEST = 5;
const GATEWAY: readonly number[] = [502, 503, 504];
/** What every version of clusterd says of itself. */
const OfClusterd = z.object({ api: z.int(), product: z.object({ name: z.string(), version: z.string() }) });
const CHECK_ADDRESS = 'Check the address.';

/** Asks without the token, which nobody gets who does not speak like a clusterd. Rejects with what came instead of an answer, or ConnectionLostError. */
export async function requireClusterd(
  way: RemoteWay,
  wayOut: Pick<WayOut, 'find'>,
  signal: AbortSignal,
): Promise<void> {
  const remote = createRemoteFetch(way, wayOut, ANSWER_BYTES);
  try {
    const answer = await get(remote, `${way.url}/api/version`, signal);
    if (!isClusterd(answer)) throw new ConnectionLostError(`What answered (HTTP ${answer.status}) is no clusterd.`);
  } finally {
    await remote.close();
  }
}

/**
 * Who is at an address where a clusterd was looked for and none answered, and what to do about it, or null: that cannot be said. `failure` is what the
 * question for a clusterd ended with.
 */
export async function whatAnswers(
  way: RemoteWay,
  wayOut: Pick<WayOut, 'find'>,
  failure: unknown,
  signal: AbortSignal,
): Promise<Foreign | null> {
  const { url } = way;
  if (speaksNoTls(failure)) return withoutTls(url);
  if (url.startsWith('http:') && (await speaksTls(way, wayOut))) return wantsTls(url);
  const remote = createRemoteFetch(way, wayOut, ANSWER_BYTES);
  try {
    return await judge(url, remote, signal);
  } finally {
    await remote.close();
  }
}

async function judge(url: string, remote: RemoteFetch, signal: AbortSignal): Promise<Foreign | null> {
  const version = await ask(remote, `${url}/version`, signal);
  if (version !== null && ElektradVersion.safeParse(version.json).success) return isElektrad(url);
  for (const parent of parentsOf(url)) {
    const answer = await ask(remote, `${parent}/api/version`, signal);
    if (answer !== null && isClusterd(answer)) return isElsewhere(url, parent);
  }
  const answer = await ask(remote, `${url}/api/version`, signal);
  return answer && strangerOf(url, answer);
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** undefined: it is none. */
  readonly json: unknown;
}

async function get({ fetch }: RemoteFetch, address: string, signal: AbortSignal): Promise<Answer> {
  const headers = { accept: 'application/json' };
  const answer: HttpAnswer = await fetch(address, { method: 'GET', headers, redirect: 'error', signal });
  const text = await answer.text();
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text, json: jsonIn(text) };
}

/** Null: nothing that could be read; what the first question ended with says why. */
async function ask(remote: RemoteFetch, address: string, signal: AbortSignal): Promise<Answer | null> {
  return get(remote, address, signal).catch(() => {
    signal.throwIfAborted();
    return null;
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** It may want a token before it says who it is, and be of another version. */
function isClusterd({ json }: Answer): boolean {
  const reply = failureIn(json);
  if (reply !== null) return !reply.ok && reply.error.code === 'UNAUTHENTICATED';
  return OfClusterd.safeParse(json).success;
}

/** From the root down, without the address itself. */
function parentsOf(url: string): readonly string[] {
  const { origin, pathname } = new URL(url);
  const parts = pathname.split('/').filter((part) => part !== '');
  return parts.slice(0, DEEPEST).map((_part, count) => [origin, ...parts.slice(0, count)].join('/'));
}

async function speaksTls({ url, ca }: RemoteWay, wayOut: Pick<WayOut, 'find'>): Promise<boolean> {
  const secured = url.replace(/^http:/, 'https:');
  const connection = { ca, pinnedCertificate: null, proxy: null };
  try {
    const socket = await createDial(secured, connection, await wayOut.find(secured)).open(CONNECT_MS);
    socket.destroy();
    return true;
  } catch (error) {
    // It showed a certificate, though not one that is trusted.
    return error instanceof Error && 'error' in error && isElektraError(error.error, 'CERTIFICATE_UNTRUSTED');
  }
}

function strangerOf(url: string, { status, type, text }: Answer): Foreign {
  if (GATEWAY.includes(status)) {
    const reason = `A server in front of it answers ${status}: the clusterd behind it does not run, or is not reached from there.`;
    return foreign(url, 'gateway', reason);
  }
  if (status === 401 || status === 403 || status === 407) {
    const reason = `A server there asks for a sign-in of its own (HTTP ${status}). Let clusterd’s address through without one; the access token is checked by clusterd.`;
    return foreign(url, 'sign-in', reason);
  }
  if (/\bhtml\b/.test(type) || /^\s*<(?:!doctype|html)/i.test(text)) {
    const title = titleOf(text);
    const named = title === '' ? '' : ` (“${title}”)`;
    const reason = `A web page answers there${named}. ${CHECK_ADDRESS} If this network wants a sign-in first, open any page in a browser and try again.`;
    return foreign(url, 'page', reason);
  }
  return foreign(url, 'other', `Another program answers there (HTTP ${status}). ${CHECK_ADDRESS}`);
}

function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? '';
  return title.replace(/\s+/g, ' ').trim().slice(0, 80);
}

function isElektrad(url: string): Foreign {
  return foreign(url, 'elektrad', 'This is an elektrad, not a clusterd: add it as an instance instead.');
}

function isElsewhere(url: string, address: string): Foreign {
  return foreign(url, 'path', `A clusterd answers at ${address}. Use that address.`, address);
}

function wantsTls(url: string): Foreign {
  const address = url.replace(/^http:/, 'https:');
  return foreign(url, 'tls', `It speaks TLS there. Use ${address}.`, address);
}

function withoutTls(url: string): Foreign {
  const address = url.replace(/^https:/, 'http:');
  if (staysPrivate(new URL(address))) {
    return foreign(url, 'no-tls', `It does not speak TLS there. Use ${address}.`, address);
  }
  const reason =
    'It does not speak TLS there, and without it the token could be read on the way. Give clusterd a certificate, or put a server with one in front of it.';
  return foreign(url, 'no-tls', reason);
}

function foreign(
  url: string,
  what: NonNullable<Foreign['data']>['what'],
  reason: string,
  address: string | null = null,
): Foreign {
  return new ElektraError('REMOTE_FOREIGN', `No clusterd answers at ${url}. ${reason}`, {
    data: { url, what, reason, address },
  });
}
