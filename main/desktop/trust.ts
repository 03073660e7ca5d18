import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { furtherCertificates, pemCertificates } from '../platform/pem-certificates.ts';

export type ReadAuthorities =
  | { readonly ok: true; readonly certificates: readonly string[] }
  /** `reason`: a sentence that says what to do. */
  | { readonly ok: false; readonly reason: string };

/** The bundles of whole systems have a quarter of it. */
const LARGEST_FILE = 4 * 1024 * 1024;

/** The certificates in a PEM file that a person has chosen. */
export async function readAuthorities(file: string): Promise<ReadAuthorities> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE)
      return { ok: false, reason: `${file} is too large for a file of certificates (4 MB at most).` };
    const certificates = pemCertificates(await readFile(file, 'utf8'));
    if (certificates !== null) return { ok: true, certificates };
    const reason = `${file} holds no certificate in PEM form, or one that cannot be read. It has to be text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.`;
    return { ok: false, reason };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { ok: false, reason: `${file} ${inWords(String(error.code))}.` };
  }
}

/** Trusts the authorities in these PEM texts besides those that Node brings; null: they name no further one. */
export function trusting(texts: readonly string[]): SecureContext | null {
  const further = furtherCertificates(texts, rootCertificates);
  return further.length === 0 ? null : createSecureContext({ ca: [...rootCertificates, ...further] });
}

function inWords(code: string): string {
  if (code === 'ENOENT') return 'is not there';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: its permissions do not allow it';
  if (code === 'EISDIR') return 'is a folder';
  return `cannot be read (${code})`;
}
