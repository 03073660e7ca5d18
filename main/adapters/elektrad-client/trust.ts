import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  createSecureContext,
  type ConnectionOptions as TlsOptions,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { withoutRootDot } from '#shared/model/host.ts';
import type { ConnectionOptions } from '#shared/model/instance.ts';
import { pemCertificates } from '../../platform/pem-certificates.ts';
import { plainReason } from './plain-reason.ts';
import { TransportFailure } from './transport-failure.ts';

/** Which certificate a host has to show. */
export interface Trust {
  /** For `tls.connect`, besides the socket. */
  readonly options: TlsOptions;
  /**
   * Decides, when TLS stands and before anything is sent, whether to talk to this host. Node shows a certificate once only
   * (https://github.com/nodejs/node/blob/v20.20.2/src/crypto/crypto_x509.cc takes it off its chain), so its SHA-256 is returned.
   * @throws TransportFailure
   */
  judge(socket: TLSSocket): string;
}

/**
 * A pinned certificate is trusted for what it is: who has its key is the host, whatever names, dates and issuer it bears. Otherwise it has to be
 * issued by the instance's own authorities, or where there are none by `others`, or else by those that Node brings, for the name of the host.
 * @throws ElektraError INVALID_INPUT when the own authorities are none.
 */
export function createTrust(
  host: string,
  { ca, pinnedCertificate }: ConnectionOptions,
  others: SecureContext | null = null,
): Trust {
  const secureContext = ca === null ? others : createSecureContext({ ca: authoritiesOf(ca) });
  const name = new URL(host).hostname.replace(/^\[|\]$/g, '');
  return {
    options: {
      ...namedBy(name),
      ALPNProtocols: ['http/1.1'],
      // No session is ever resumed, because then no certificate would be shown. Node's verdict is kept in `authorized` instead of ending the
      // connection, so that the certificate can be shown to whoever has to decide: `judge` ends it.
      rejectUnauthorized: false,
      ...(secureContext === null ? {} : { secureContext }),
    },
    judge(socket) {
      // Another certificate cannot be shown later on the same connection.
      socket.disableRenegotiation();
      const certificate = socket.getPeerX509Certificate();
      if (certificate === undefined)
        throw untrusted(new ElektraError('INSTANCE_UNREACHABLE', `${host} shows no TLS certificate.`));
      const sha256 = fingerprintOf(certificate);
      if (pinnedCertificate === null ? socket.authorized : sha256 === pinnedCertificate) return sha256;
      throw untrusted(
        pinnedCertificate === null
          ? untrustedError(host, certificate, socket.authorizationError)
          : changedError(host, certificate, pinnedCertificate),
      );
    },
  };
}

/** The name that a certificate has to bear, and that the server is told without a dot at its end, unless it is an address (RFC 6066, 3). */
export function namedBy(host: string): TlsOptions {
  const name = withoutRootDot(host);
  return isIP(name) === 0 ? { host: name, servername: name } : { host: name };
}

function untrusted(error: ElektraError): TransportFailure {
  return new TransportFailure('unreachable', error.message, { sent: false, error });
}

function untrustedError(host: string, certificate: X509Certificate, verdict: unknown): ElektraError {
  const code = verdict instanceof Error && 'code' in verdict ? verdict.code : verdict;
  const { reason } = plainReason(Object.assign(new Error(String(verdict)), { code }));
  const sha256 = fingerprintOf(certificate);
  return new ElektraError('CERTIFICATE_UNTRUSTED', `${host} is not trusted: ${reason}.`, {
    data: { host, sha256, ...shown(certificate), reason },
  });
}

function changedError(host: string, certificate: X509Certificate, expected: string): ElektraError {
  const message = `${host} shows another certificate than the pinned one. Nothing was sent to it.`;
  const actual = fingerprintOf(certificate);
  return new ElektraError('CERTIFICATE_CHANGED', message, { data: { host, expected, actual, ...shown(certificate) } });
}

function shown({ subject, issuer, validFrom, validTo }: X509Certificate) {
  return {
    subject: subject.replaceAll('\n', ', '),
    issuer: issuer.replaceAll('\n', ', '),
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
  };
}

function fingerprintOf({ fingerprint256 }: X509Certificate): string {
  return fingerprint256.replaceAll(':', '').toLowerCase();
}

function authoritiesOf(text: string): string[] {
  const certificates = pemCertificates(text);
  if (certificates !== null) return [...certificates];
  const message =
    'This is no certificate in PEM form. Give the whole text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.';
  throw new ElektraError('INVALID_INPUT', message, { data: { issues: [{ path: 'connection.ca', message }] } });
}
