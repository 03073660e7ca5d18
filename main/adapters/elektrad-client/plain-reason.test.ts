import { describe, expect, it } from 'vitest';
import { plainReason } from './plain-reason.ts';

const withCode = (code: string, cause?: unknown) => Object.assign(new Error('words of a library', { cause }), { code });

describe('plainReason', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', 'nothing listens'],
    ['ENOTFOUND', 'unreachable', 'DNS'],
    ['CERT_HAS_EXPIRED', 'unreachable', 'expired'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'unreachable', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'unreachable', 'http:// instead of https://'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'unreachable', 'certificate of its clients'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'unreachable', 'certificate of its clients'],
    ['ECONNRESET', 'broken', 'closed the connection'],
    ['HPE_INVALID_CONSTANT', 'protocol', 'not HTTP'],
    ['SOMETHING_NEW', 'broken', 'SOMETHING_NEW'],
  ])('puts %s as %s', (code, kind, words) => {
    const found = plainReason(withCode(code));
    expect(found.kind).toBe(kind);
    expect(found.reason).toContain(words);
  });

  it('looks into what caused it', () => {
    expect(plainReason(new Error('outer', { cause: withCode('ECONNREFUSED') })).kind).toBe('unreachable');
  });
});
