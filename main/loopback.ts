import { isIP } from 'node:net';
import type { ListenAt } from './listen-at.ts';

/** Whether an address or name is this machine's alone. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  if (isIP(host) === 4) return host.startsWith('127.');
  return isIP(host) === 6 && /^(0*:)*:?0*1$/.test(host);
}

/** Whether what is asked there can be read by everybody on the way: beyond this machine, and without TLS. */
export function isInTheClear({ host, tls }: Pick<ListenAt, 'host' | 'tls'>): boolean {
  return tls === null && !isLoopback(host);
}

/** Whether a token may go to this address: over TLS, or to this machine itself. */
export function staysPrivate({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): boolean {
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}
