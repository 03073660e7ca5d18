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
  if (further.length === 0) return null;
  const context = createSecureContext();
  const native: unknown = context.context;
  if (!takesAuthorities(native)) return createSecureContext({ ca: [...rootCertificates, ...further] });
  for (const certificate of further) native.addCACert(certificate);
  return context;
}

/**
 * Node reads its own authorities once for all contexts, and those that are given to a new one each time anew: 35 ms for 150, in which nothing else runs.
 * So the further ones are added to its own, which `createSecureContext` does in the same way.
 * https://github.com/nodejs/node/blob/v20.20.2/lib/internal/tls/secure-context.js
 */
interface TakesAuthorities {
  addCACert(pem: string): void;
}

function takesAuthorities(native: unknown): native is TakesAuthorities {
  return typeof native === 'object' && native !== null && 'addCACert' in native;
}

function inWords(code: string): string {
  if (code === 'ENOENT') return 'is not there';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: its permissions do not allow it';
  if (code === 'EISDIR') return 'is a folder';
  return `cannot be read (${code})`;
}
