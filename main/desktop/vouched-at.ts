import { createDial } from '../adapters/elektrad-client/dial.ts';
import type { WayOut } from '../adapters/elektrad-client/way-out.ts';

const CONNECT_MS = 10_000;

/**
 * The SHA-256 (hexadecimal, lower case) of the certificate that a host shows, if the authorities that count here vouch for it; null: they do not, or it
 * cannot be reached. It is asked by the way out; nothing is sent.
 */
export async function vouchedAt(host: string, wayOut: Pick<WayOut, 'find'>, port = 443): Promise<string | null> {
  const url = `https://${host}:${port}`;
  const dial = createDial(url, { ca: null, pinnedCertificate: null, proxy: null }, await wayOut.find(url));
  let vouched: string | null = null;
  // Whatever is in the way, nobody vouches then; Chromium says what it is.
  const socket = await dial.open(CONNECT_MS, (sha256) => (vouched = sha256)).catch(() => null);
  socket?.destroy();
  return vouched;
}
