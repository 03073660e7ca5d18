import type { Session } from 'electron';

/**
 * The proxy of the system for an address, as Chromium finds it (settings of the desktop, environment, automatic configuration).
 * https://www.electronjs.org/docs/latest/api/session#sesresolveproxyurl
 * @returns its address, of whatever kind; null: none
 */
export async function systemProxyFor(session: Pick<Session, 'resolveProxy'>, url: string): Promise<string | null> {
  return proxyOf(await session.resolveProxy(url));
}

const SCHEMES: Readonly<Record<string, string>> = { PROXY: 'http', HTTPS: 'https' };

/**
 * The first entry that can be used, or, where none can, the first with its own kind as the scheme, for example `socks5://socks.example.org:1080`: going
 * directly in its place would tell whoever watches the network what the proxy was to hide.
 * @param found for example `PROXY proxy.example.org:3128; DIRECT`: the first entry is to be tried first
 */
export function proxyOf(found: string): string | null {
  let other: string | null = null;
  for (const entry of found.split(';')) {
    const [given = '', place = ''] = entry.trim().split(/\s+/);
    const kind = given.toUpperCase();
    if (kind === 'DIRECT') return null;
    if (place === '') continue;
    const scheme = SCHEMES[kind];
    if (scheme !== undefined) return `${scheme}://${place}`;
    other ??= `${kind.toLowerCase()}://${place}`;
  }
  return other;
}
