import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { ConnectionOptions } from '#shared/model/instance.ts';
import type { HttpAnswer } from './collect-answer.ts';
import { plainReason } from './plain-reason.ts';
import { NO_SIGN_IN, signInAt, type SignIn } from './proxy-sign-in.ts';
import { createTrust, namedBy, type Trust } from './trust.ts';
import { failureOf, TransportFailure } from './transport-failure.ts';
import { openTunnel } from './tunnel.ts';
import { untilReady } from './until-ready.ts';
import { STRAIGHT_AHEAD, type Way } from './way-out.ts';

/**
 * How one host is reached: directly or through a proxy, and which certificate it has to show. An https host behind a proxy is reached through a tunnel,
 * so the proxy sees names and sizes only. The requests to an http host go to the proxy itself (RFC 9112, 3.2.2), which reads all of them.
 */
export interface Dial {
  /** Of the server that connections lead to: the host, or its proxy. */
  readonly origin: string;
  /** As given, without a closing slash. */
  readonly basePath: string;
  /** What is asked for: the path of the host's, or, of a proxy that is asked itself, the whole address. */
  pathFor(path: string): string;
  /** Go with each request, names and values in turn, as they are at the moment. */
  headers(): readonly string[];
  /** Whether the proxy may answer in the host's place. */
  readonly isProxyAsked: boolean;
  /** Tells who keeps the sign-ins how a proxy that is asked itself has answered a request with these of its headers. */
  noteAnswer(answer: Pick<HttpAnswer, 'status' | 'headers'>, headers: readonly string[]): void;
  /** A connection over which a request may leave: what it has to prove is proven. `judged` is told the SHA-256 of the host's certificate. Rejects with TransportFailure. */
  open(connectMs: number, judged?: (sha256: string) => void): Promise<Socket>;
}

/**
 * What the connection's options leave open is done as `way` says.
 * @throws ElektraError INVALID_INPUT when `connection.ca` is no certificate authority.
 */
export function createDial(host: string, connection: ConnectionOptions, way: Way = STRAIGHT_AHEAD): Dial {
  const target = new URL(host);
  const proxyUrl = connection.proxy ?? way.proxy;
  const proxy = proxyUrl === null ? null : new URL(proxyUrl);
  const trust = isTls(target) ? createTrust(host, connection, way.trusting) : null;
  const canBeUsed = proxy === null || isHttp(proxy);
  const isProxyAsked = canBeUsed && proxy !== null && trust === null;
  const signIn = proxy === null || !canBeUsed ? NO_SIGN_IN : signInAt(proxy.origin, way.signIns);
  return {
    origin: isProxyAsked ? proxy.origin : target.origin,
    basePath: /^[a-z]+:\/\/[^/]*(.*)$/i.exec(host)?.[1] ?? '',
    pathFor: isProxyAsked ? (path) => `http://${target.host}${path}` : (path) => path,
    headers: () => (isProxyAsked ? ['host', target.host, ...signIn.headers()] : []),
    isProxyAsked,
    noteAnswer({ status, headers }, [, , , sent = null]) {
      if (isProxyAsked) signIn.answered(sent, status === 407 ? String(headers['proxy-authenticate'] ?? '') : null);
    },
    async open(connectMs, judged) {
      if (!canBeUsed) throw new TransportFailure('unreachable', unusableProxy(proxy.href), { sent: false });
      const route = { host, target, proxy, signIn, trust, proxyTrusting: way.trusting, judged };
      return withinLimit(connectMs, (opened) => openTo(route, opened));
    },
  };
}

interface Route {
  readonly host: string;
  readonly target: URL;
  readonly proxy: URL | null;
  readonly signIn: SignIn;
  readonly trust: Trust | null;
  readonly proxyTrusting: SecureContext | null;
  readonly judged: ((sha256: string) => void) | undefined;
}

/** `opened` is told of every socket on the way. */
async function openTo(
  { host, target, proxy, signIn, trust, proxyTrusting, judged }: Route,
  opened: (socket: Socket) => void,
): Promise<Socket> {
  const first = await (proxy === null ? openPlain(target, opened) : openProxy(proxy, proxyTrusting, opened));
  if (trust === null) return first;
  if (proxy !== null) await openTunnel(first, addressOf(target), host, signIn);
  const socket = connectTls({ ...trust.options, socket: first });
  opened(socket);
  await untilReady(socket, 'secureConnect');
  const sha256 = trust.judge(socket);
  judged?.(sha256);
  return socket;
}

async function openPlain(url: URL, opened: (socket: Socket) => void): Promise<Socket> {
  const { host, port } = addressOf(url);
  const socket = connectTcp({ host, port, keepAlive: true, noDelay: true });
  opened(socket);
  await untilReady(socket, 'connect');
  return socket;
}

/** A proxy at https:// is known by the authorities that all hosts are known by; the instance's own is for the instance. */
async function openProxy(
  proxy: URL,
  trusting: SecureContext | null,
  opened: (socket: Socket) => void,
): Promise<Socket> {
  try {
    const plain = await openPlain(proxy, opened);
    if (!isTls(proxy)) return plain;
    const { host } = addressOf(proxy);
    const socket = connectTls({
      ...namedBy(host),
      socket: plain,
      ...(trusting === null ? {} : { secureContext: trusting }),
      ALPNProtocols: ['http/1.1'],
      // NODE_TLS_REJECT_UNAUTHORIZED=0 may be meant for something else in this environment.
      rejectUnauthorized: true,
    });
    opened(socket);
    await untilReady(socket, 'secureConnect');
    return socket;
  } catch (cause) {
    const reason = `its proxy ${proxy.host} cannot be used: ${plainReason(cause).reason}`;
    throw new TransportFailure('unreachable', reason, { sent: false, cause });
  }
}

async function withinLimit(
  connectMs: number,
  open: (opened: (socket: Socket) => void) => Promise<Socket>,
): Promise<Socket> {
  const sockets: Socket[] = [];
  const overdue = () => new TransportFailure('unreachable', 'no connection came about in time', { sent: false });
  const give = (error: Error) => sockets.toReversed().forEach((socket) => socket.destroy(error));
  const timer = setTimeout(() => give(overdue()), connectMs);
  try {
    return await open((socket) => sockets.push(socket));
  } catch (error) {
    const failure = failureOf(error, false);
    give(failure);
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}

/** Why a proxy that speaks no HTTP ends every way through it; continues a sentence. */
function unusableProxy(proxy: string): string {
  return `the way to it leads through ${proxy}, and of proxies only those for HTTP can be used; choose another one, or none, under Preferences, Network`;
}

export function isHttp({ protocol }: Pick<URL, 'protocol'>): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

function isTls(url: URL): boolean {
  return url.protocol === 'https:';
}

function addressOf(url: URL): { readonly host: string; readonly port: number } {
  const usual = isTls(url) ? 443 : 80;
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? usual : Number(url.port) };
}
