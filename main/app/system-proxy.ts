import type { Session } from 'electron';

/**
 * The proxy of the system for an address, as Chromium finds it (settings of the desktop, environment, automatic configuration).
 * https://www.electronjs.org/docs/latest/api/session#sesresolveproxyurl
 * @returns an `http:` or `https:` address; null: none, or one of a kind that we cannot use
 */
export async function systemProxyFor(session: Pick<Session, 'resolveProxy'>, url: string): Promise<string | null> {
  return proxyOf(await session.resolveProxy(url));
}

/** @param found for example `PROXY proxy.example.org:3128; DIRECT`: the first entry is to be tried first */
export function proxyOf(found: string): string | null {
  const [kind = '', place = ''] = (found.split(';')[0] ?? '').trim().split(/\s+/);
  const scheme = { PROXY: 'http', HTTPS: 'https' }[kind.toUpperCase()];
  return scheme === undefined || place === '' ? null : `${scheme}://${place}`;
}
