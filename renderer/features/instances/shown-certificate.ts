import { isElektraError } from '#shared/errors/elektra-error.ts';

/** A certificate that a host shows and clusterd does not take. Times are milliseconds since 1970 UTC. */
export interface ShownCertificate {
  /** Of its DER form, 64 hexadecimal digits. */
  readonly sha256: string;
  /** The pinned one it shows another one for; null: nobody who is trusted vouches for it. */
  readonly expected: string | null;
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: number;
  readonly validTo: number;
}

/** The certificate that an error is about, or null when it is about something else. */
export function shownCertificate(error: unknown): ShownCertificate | null {
  if (isElektraError(error, 'CERTIFICATE_UNTRUSTED') && error.data) return { ...error.data, expected: null };
  if (isElektraError(error, 'CERTIFICATE_CHANGED') && error.data) return { ...error.data, sha256: error.data.actual };
  return null;
}
