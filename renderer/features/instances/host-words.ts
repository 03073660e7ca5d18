import { parseHost } from '#shared/model/host.ts';

/** The address of an elektrad on the machine clusterd runs on, when nobody chose another port. */
export const LOCAL_HOST = 'http://localhost:33333';

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]', '::1'];

/** Whether an address is one of the machine that clusterd itself runs on. */
export function isLoopback(host: string): boolean {
  const parsed = parseHost(host);
  return parsed.ok && isLoopbackName(new URL(parsed.host.url).hostname);
}

/** Whether a page that was loaded from here runs on clusterd's machine, as far as its address tells. */
export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK.includes(hostname);
}

/** A name to begin with: the first label of the host's name, or its IP address; with the port when it is not the usual one. */
export function nameFromHost(host: string): string {
  const parsed = parseHost(host);
  if (!parsed.ok) return '';
  const { hostname, port } = new URL(parsed.host.url);
  const name = /^[\d.]+$|^\[/.test(hostname) ? hostname : (hostname.split('.')[0] ?? hostname);
  return port === '' || port === '33333' ? name : `${name}:${port}`;
}
