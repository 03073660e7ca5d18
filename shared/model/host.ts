import type * as z from 'zod';
import { checkHostText } from './host-text.ts';
import type { HostProblem } from './host-problem.ts';

export { HostProblem } from './host-problem.ts';

/** An address in the one spelling that it shares with all its others. For comparing only: connections use the address as given. */
export type CanonicalHost = string & z.$brand<'CanonicalHost'>;

export interface Host {
  /** As given, without surrounding blanks and closing slashes: a path can be put behind it. */
  readonly url: string;
  readonly canonical: CanonicalHost;
}

export type ParsedHost =
  { readonly ok: true; readonly host: Host } | { readonly ok: false; readonly problem: HostProblem };

/** These reach the machine itself, whatever its files say of names; other spellings of it may be other machines to someone. */
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Reads an absolute http(s) URL, a base path allowed, of an elektrad or of a proxy. */
export function parseHost(text: string): ParsedHost {
  const given = text.trim();
  const problem = checkHostText(given);
  if (problem !== null) return { ok: false, problem };
  return { ok: true, host: { url: withoutClosingSlashes(given), canonical: canonicalForm(new URL(given)) } };
}

/**
 * What no two instances may have in common: the canonical host, together with the proxy it is reached through, because behind another proxy the
 * same name can be another machine. Throws HostProblem when either is no http(s) URL.
 */
export function canonicalHost(text: string, proxy?: string | null): CanonicalHost {
  const host = requireHost(text).canonical;
  // A canonical host holds no blank, so the two parts cannot be confused.
  return proxy == null ? host : (`${host} via ${requireHost(proxy).canonical}` as CanonicalHost);
}

function requireHost(text: string): Host {
  const parsed = parseHost(text);
  if (!parsed.ok) throw parsed.problem;
  return parsed.host;
}

/** URL has lower-cased, punycoded, shortened the IPv6 address, dropped the default port and resolved the path's dots. */
function canonicalForm(url: URL): CanonicalHost {
  const name = withoutRootDot(url.hostname);
  const hostname = LOOPBACK.includes(name) ? 'localhost' : name;
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.protocol}//${hostname}${port}${withoutClosingSlashes(plainEscapes(url.pathname))}` as CanonicalHost;
}

/** The dot at the end says only that a DNS name is complete (RFC 1034, 3.1); certificates are issued without it. */
export function withoutRootDot(hostname: string): string {
  return hostname.replace(/(?<=[^.])\.$/, '');
}

/** Percent-encoding in one spelling (RFC 3986, 6.2.2): hexadecimal digits in upper case, nothing encoded that need not be. */
function plainEscapes(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
  });
}

function withoutClosingSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}
