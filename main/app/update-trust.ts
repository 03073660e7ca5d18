import { X509Certificate } from 'node:crypto';
import type { Session } from 'electron';

/**
 * The SHA-256 of the certificate that a host shows on port 443 when the authorities of the preferences and of the system vouch for it, hexadecimal
 * in lower case; null: they do not.
 */
export type VouchedAt = (host: string) => Promise<string | null>;

/** As Chromium's own judgement says. https://www.electronjs.org/docs/latest/api/session#sessetcertificateverifyprocproc */
const AS_CHROMIUM = -3;
const TRUSTED = 0;
/** The one refusal that another authority can lift. https://source.chromium.org/chromium/chromium/src/+/main:net/base/net_error_list.h */
const UNKNOWN_AUTHORITY = -202;

/**
 * Updates come over Chromium, which knows the system's authorities at most. Where it knows no authority of a certificate, the host is asked by the way
 * that everything else takes, whose judgement is Node's of the whole chain, name and dates; only the very certificate that is trusted there is here.
 */
export function trustForUpdates(session: Pick<Session, 'setCertificateVerifyProc'>, vouchedAt: VouchedAt): void {
  session.setCertificateVerifyProc(({ errorCode, hostname, certificate }, decide) => {
    if (errorCode !== UNKNOWN_AUTHORITY) return decide(AS_CHROMIUM);
    isVouchedFor(certificate.data, vouchedAt(hostname)).then(
      (isVouched) => decide(isVouched ? TRUSTED : AS_CHROMIUM),
      () => decide(AS_CHROMIUM),
    );
  });
}

/** Rejects when the certificate cannot be read, or nobody can be asked. */
async function isVouchedFor(pem: string, vouched: Promise<string | null>): Promise<boolean> {
  const sha256 = await vouched;
  return sha256 === new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}
