import * as z from 'zod';
import type { ConnectionOptions } from './instance.ts';

/** How the connection options of an instance are to be: what is left out stays as it is, null removes. */
export const ConnectionChange = z
  .strictObject({
    /** PEM, one certificate or several. Not together with a pinned certificate. */
    ca: z
      .string()
      .max(262_144)
      .regex(
        /-----BEGIN CERTIFICATE-----/,
        'give the certificate authority as PEM, beginning -----BEGIN CERTIFICATE-----',
      )
      // Options are shown to everyone who may see the instance, and files often hold both.
      .regex(
        /^(?![\s\S]*PRIVATE KEY)/,
        'this holds a private key; give the certificates alone, and keep the key to yourself',
      )
      .nullable()
      .optional(),
    /** SHA-256 in hexadecimal, in lower or upper case, with or without colons. */
    pinnedCertificate: z
      .string()
      .regex(
        /^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/,
        'give a SHA-256 as 64 hexadecimal digits, with or without colons',
      )
      .nullable()
      .optional(),
    /** Like http://proxy:3128. An https host is reached through a tunnel; an http host's requests, credentials included, are read by the proxy. */
    proxy: z.string().min(1).max(2048).nullable().optional(),
  })
  .meta({ id: 'ConnectionChange' });
export type ConnectionChange = z.output<typeof ConnectionChange>;

export const DIRECTLY: ConnectionOptions = { ca: null, pinnedCertificate: null, proxy: null };

/** The options after a change, the fingerprint in its one stored spelling. */
export function changedConnection(before: ConnectionOptions, change: ConnectionChange = {}): ConnectionOptions {
  const { ca = before.ca, pinnedCertificate = before.pinnedCertificate, proxy = before.proxy } = change;
  return { ca, pinnedCertificate: pinnedCertificate && canonicalFingerprint(pinnedCertificate), proxy };
}

function canonicalFingerprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}
