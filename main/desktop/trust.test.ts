import { once } from 'node:events';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { rootCertificates, type SecureContext } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { createAuthority } from '../adapters/elektrad-client/testing/certificates.ts';
import { createClosers } from '../closers.ts';
import { trusting } from './trust.ts';

const opened = createClosers();
afterEach(() => opened.close());

const ours = createAuthority();
const theirs = createAuthority();

/** Whether a host with a certificate of that authority is trusted. */
async function isTrusted(authority: typeof ours, secureContext: SecureContext | null): Promise<boolean> {
  const { key, cert } = authority.issue('IP:127.0.0.1');
  const server = createServer({ key, cert });
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  opened.add(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const given = secureContext === null ? {} : { secureContext };
  const socket: TLSSocket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...given });
  opened.add(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket.authorized;
}

it('adds authorities to the usual ones for those alone who ask for it', async () => {
  const first = trusting([`${ours.cert}\n${ours.cert}\n${rootCertificates[0] ?? ''}`]);
  const second = trusting([ours.cert, theirs.cert]);
  expect(await isTrusted(ours, first)).toBe(true);
  expect(await isTrusted(theirs, first)).toBe(false);
  expect(await isTrusted(theirs, second)).toBe(true);
  expect(await isTrusted(ours, null)).toBe(false);
});

it('is what is usual when there is none besides', () => {
  expect(trusting([])).toBeNull();
  expect(trusting([...rootCertificates])).toBeNull();
  expect(trusting(['-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----'])).toBeNull();
});
