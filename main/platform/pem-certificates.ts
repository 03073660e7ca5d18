import { X509Certificate } from 'node:crypto';

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, each as its own; null: it holds none, or one that cannot be read. OpenSSL passes over those, and trusts nobody then. */
export function pemCertificates(text: string): readonly string[] | null {
  const blocks = text.match(BLOCK) ?? [];
  return blocks.length > 0 && blocks.every(isCertificate) ? blocks : null;
}

/** The certificates of texts that nobody has chosen one by one: each once, without those in `known` and those that cannot be read. */
export function furtherCertificates(texts: readonly string[], known: readonly string[]): readonly string[] {
  const seen = new Set(known.map(plain));
  const further: string[] = [];
  for (const block of texts.flatMap((text) => text.match(BLOCK) ?? [])) {
    if (seen.has(plain(block))) continue;
    seen.add(plain(block));
    if (isCertificate(block)) further.push(block);
  }
  return further;
}

/** Where its lines break is nothing of a certificate's own. */
function plain(pem: string): string {
  return pem.replace(/\s+/g, '');
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    // That is how node:crypto says no; the caller says it to the person.
    return false;
  }
}
