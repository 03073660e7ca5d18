import { X509Certificate } from 'node:crypto';

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, each as its own; null: it holds none, or one that cannot be read. OpenSSL passes over those, and trusts nobody then. */
export function pemCertificates(text: string): readonly string[] | null {
  const blocks = text.match(BLOCK) ?? [];
  return blocks.length > 0 && blocks.every(isCertificate) ? blocks : null;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    // That is how node:crypto says no; the caller says it to the person.
    return false;
  }
}
