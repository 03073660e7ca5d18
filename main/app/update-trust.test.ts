import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { Request as VerifyRequest, Session } from 'electron';
import { expect, it } from 'vitest';
import { trustForUpdates, type VouchedAt } from './update-trust.ts';

const [SHOWN = '', OTHER = ''] = rootCertificates;
const sha256 = (pem: string) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
const [TRUSTED, AS_CHROMIUM] = [0, -3];

/** What Chromium is told about a host whose certificate it judges so. */
async function told(errorCode: number, vouchedAt: VouchedAt, shown = SHOWN): Promise<number> {
  let judge: Parameters<Session['setCertificateVerifyProc']>[0] = null;
  trustForUpdates({ setCertificateVerifyProc: (given) => void (judge = given) }, vouchedAt);
  const request = { errorCode, hostname: 'releases.test', certificate: { data: shown } } as VerifyRequest;
  return new Promise((resolve) => judge?.(request, resolve));
}

it('trusts for updates what is trusted elsewhere, and that certificate alone', async () => {
  expect(await told(-202, async (host) => (host === 'releases.test' ? sha256(SHOWN) : null))).toBe(TRUSTED);
  expect(await told(-202, async () => sha256(OTHER))).toBe(AS_CHROMIUM);
  expect(await told(-202, async () => null)).toBe(AS_CHROMIUM);
  expect(await told(-202, () => Promise.reject(new Error('no way')))).toBe(AS_CHROMIUM);
  expect(await told(-202, async () => sha256(SHOWN), 'no certificate')).toBe(AS_CHROMIUM);
});

it.each([0, -200, -201, -206])('leaves %d to Chromium, without asking anybody', async (code) => {
  const asked: string[] = [];
  const vouchedAt = async (host: string) => {
    asked.push(host);
    return sha256(SHOWN);
  };
  expect([await told(code, vouchedAt), asked]).toEqual([AS_CHROMIUM, []]);
});
