import { request } from 'node:http';
import type { Socket } from 'node:net';
import { isIPv6 } from 'node:net';
import { credentialsRefused } from './answers.ts';
import type { SignIn } from './proxy-sign-in.ts';
import { plainReason } from './plain-reason.ts';
import { TransportFailure } from './transport-failure.ts';

/**
 * Asks a proxy, to which the socket leads, for a tunnel (RFC 9110, 9.3.6). Nothing of the instance's secrets is sent: they go through the tunnel. Only
 * our sign-in to the proxy itself is.
 * Rejects with TransportFailure or the socket's error.
 */
export function openTunnel(
  socket: Socket,
  { host, port }: { readonly host: string; readonly port: number },
  instanceHost: string,
  signIn: SignIn,
): Promise<void> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const sent = signIn.sent();
    const asked = request({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(sent === null ? {} : { 'proxy-authorization': sent }) },
      setHost: false,
      createConnection: () => socket,
    });
    asked.once('error', (error) => reject(brokenTunnel(error)));
    asked.once('connect', ({ statusCode = 0, headers }, _socket, head) => {
      signIn.answered(sent, statusCode === 407 ? (headers['proxy-authenticate'] ?? '') : null);
      if (statusCode < 200 || statusCode >= 300) reject(refusal(statusCode, instanceHost));
      else if (head.length > 0) reject(failure('its proxy sends something before it is asked'));
      else resolve();
    });
    asked.end();
  });
}

function refusal(status: number, host: string): TransportFailure {
  if (status === 407) {
    const error = credentialsRefused(status, host);
    return new TransportFailure('unreachable', error.message, { sent: false, error });
  }
  if (status >= 500) return failure(`its proxy cannot reach it (${status})`);
  return failure(`its proxy does not let clusterd through to it (${status})`);
}

function brokenTunnel(cause: Error): TransportFailure {
  const words = cause instanceof TransportFailure ? cause.message : plainReason(cause).reason;
  const reason = `its proxy opens no tunnel to it: ${words}`;
  return new TransportFailure('unreachable', reason, { sent: false, cause });
}

function failure(reason: string): TransportFailure {
  return new TransportFailure('unreachable', reason, { sent: false });
}
