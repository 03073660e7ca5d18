import type { FailureKind } from './transport-failure.ts';

interface PlainReason {
  readonly kind: FailureKind;
  /** Continues a sentence: no capital, no full stop. */
  readonly reason: string;
}

const NO_TLS = 'it does not speak TLS there; the address may need http:// instead of https://';
const WANTS_CERTIFICATE =
  'it refuses TLS, probably because it asks for a certificate of its clients, and clusterd has none';

/** Codes of Node (https://nodejs.org/api/errors.html), OpenSSL (verify(1)) and undici, in words for whoever looks after the host. */
const REASONS: Readonly<Record<string, PlainReason>> = {
  ECONNREFUSED: unreachable('nothing listens at that address and port'),
  ENOTFOUND: unreachable('its name is not known (DNS has no such host)'),
  EAI_AGAIN: unreachable('its name cannot be looked up right now (DNS does not answer)'),
  EHOSTUNREACH: unreachable('there is no route to it'),
  ENETUNREACH: unreachable('there is no route to its network'),
  ENETDOWN: unreachable('the network of this machine is down'),
  EADDRNOTAVAIL: unreachable('the address cannot be used from this machine'),
  EACCES: unreachable('this machine does not allow connections there'),
  EMFILE: unreachable('this process has too many open connections'),
  ETIMEDOUT: unreachable('no connection came about in time'),
  UND_ERR_CONNECT_TIMEOUT: unreachable('no connection came about in time'),
  UND_ERR_DESTROYED: unreachable('the connection was closed because the instance was changed or removed'),
  UND_ERR_CLOSED: unreachable('the connection was closed because the instance was changed or removed'),
  CERT_HAS_EXPIRED: unreachable('its TLS certificate has expired'),
  CERT_NOT_YET_VALID: unreachable('its TLS certificate is not valid yet'),
  CERT_REVOKED: unreachable('its TLS certificate was revoked'),
  DEPTH_ZERO_SELF_SIGNED_CERT: unreachable('its TLS certificate is self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: unreachable('its TLS certificate comes from an authority that is not trusted here'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unreachable('its TLS certificate comes from an authority that is not trusted here'),
  UNABLE_TO_GET_ISSUER_CERT: unreachable('its TLS certificate comes from an authority that is not trusted here'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unreachable(
    'its TLS certificate comes from an authority that is not trusted here',
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: unreachable('its TLS certificate is for another name'),
  EPROTO: unreachable(NO_TLS),
  ERR_SSL_WRONG_VERSION_NUMBER: unreachable(NO_TLS),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: unreachable(WANTS_CERTIFICATE),
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: unreachable(WANTS_CERTIFICATE),
  ECONNRESET: broken('it closed the connection without an answer'),
  EPIPE: broken('it closed the connection without an answer'),
  UND_ERR_SOCKET: broken('it closed the connection without an answer'),
  UND_ERR_INFO: broken('the connection was closed'),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: broken('it closed the connection in the middle of the answer'),
  UND_ERR_HEADERS_OVERFLOW: { kind: 'protocol', reason: 'the headers of its answer are too large' },
};

/** An unknown code is kept in the words, so that it can be looked up. */
export function plainReason(error: unknown): PlainReason {
  const code = codeOf(error);
  const known = REASONS[code];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL_')) return unreachable(`TLS failed (${code})`);
  // undici names the parser's errors and leaves out their code.
  const isParserError = code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError');
  if (isParserError) return { kind: 'protocol', reason: 'what it answers is not HTTP' };
  return broken(`the connection failed (${code === '' ? String(error) : code})`);
}

/** Whether a server was spoken to in TLS that answered without. */
export function speaksNoTls(error: unknown): boolean {
  return plainReason(error).reason === NO_TLS || (error instanceof Error && speaksNoTls(error.cause));
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === '' && error.cause !== undefined) return codeOf(error.cause);
  return code;
}

function unreachable(reason: string): PlainReason {
  return { kind: 'unreachable', reason };
}

function broken(reason: string): PlainReason {
  return { kind: 'broken', reason };
}
