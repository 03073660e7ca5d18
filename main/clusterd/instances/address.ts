import { ElektraError } from '#shared/errors/elektra-error.ts';
import { changedConnection, type ConnectionChange } from '#shared/model/connection-change.ts';
import { canonicalHost, parseHost, type CanonicalHost, type Host } from '#shared/model/host.ts';
import type { ConnectionOptions } from '#shared/model/instance.ts';

/** Where an instance is and how it is reached. */
export interface Address {
  /** As given, without a closing slash. */
  readonly host: string;
  readonly connection: ConnectionOptions;
  /** What no two instances may have in common: the host together with the proxy. */
  readonly canonicalHost: CanonicalHost;
}

/** @throws ElektraError INSTANCE_HOST_INVALID, or INVALID_INPUT when the options contradict each other or the host. */
export function addressOf(hostText: string, before: ConnectionOptions, change?: ConnectionChange): Address {
  const host = requireHost(hostText).url;
  const given = changedConnection(before, change);
  const connection = { ...given, proxy: given.proxy === null ? null : requireProxy(given.proxy) };
  const { ca, pinnedCertificate } = connection;
  if (ca !== null && pinnedCertificate !== null) {
    throw invalid('pinnedCertificate', 'Give a certificate authority or a pinned certificate, not both.');
  }
  if (!/^https:/i.test(host) && (ca !== null || pinnedCertificate !== null)) {
    const field = ca === null ? 'pinnedCertificate' : 'ca';
    throw invalid(field, 'A host at http:// has no certificate. Write https:// if it speaks TLS, or remove this.');
  }
  return { host, connection, canonicalHost: canonicalHost(host, connection.proxy) };
}

function requireHost(text: string): Host {
  const parsed = parseHost(text);
  if (parsed.ok) return parsed.host;
  const reason = parsed.problem.message;
  throw new ElektraError('INSTANCE_HOST_INVALID', reason, { data: { host: withoutUserInfo(text), reason } });
}

/** Answers are kept and shown elsewhere; a password has no place in them. */
function withoutUserInfo(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1…@');
}

function requireProxy(text: string): string {
  const parsed = parseHost(text);
  if (!parsed.ok) throw invalid('proxy', parsed.problem.message);
  if (new URL(parsed.host.url).pathname === '/') return parsed.host.url;
  throw invalid('proxy', 'A proxy has no path. Write it like http://proxy:3128.');
}

function invalid(field: keyof ConnectionOptions, message: string): ElektraError {
  return new ElektraError('INVALID_INPUT', message, { data: { issues: [{ path: `connection.${field}`, message }] } });
}
