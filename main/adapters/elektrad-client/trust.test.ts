import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import type { ConnectionOptions } from '#shared/model/instance.ts';
import { createAuthority, selfSigned, type Authority, type Certificate } from './testing/certificates.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { createTrust } from './trust.ts';
import { startRecordingHost, type RecordingHost } from './testing/recording-host.ts';

let authority: Authority;
let good: Certificate;
let ownMade: Certificate;
let otherOwnMade: Certificate;
beforeAll(() => {
  authority = createAuthority();
  good = authority.issue('IP:127.0.0.1');
  ownMade = selfSigned('elektrad.example');
  otherOwnMade = selfSigned('elektrad.example');
});

let client: ClientUnderTest;
const hosts: RecordingHost[] = [];
beforeEach(() => {
  client = createClientUnderTest();
});
afterEach(async () => {
  await client.elektrads.close();
  for (const host of hosts.splice(0)) await host.close();
});

async function showing(certificate: Certificate, maxVersion?: 'TLSv1.2'): Promise<RecordingHost> {
  const host = await startRecordingHost(certificate, maxVersion);
  hosts.push(host);
  return host;
}

/** What both ways to reach a host end with. */
async function reach(host: RecordingHost, options: Partial<ConnectionOptions> = {}) {
  const connection = { ...DIRECTLY, ...options };
  const kept = client.connect(host.url, { connection }).version(UNWATCHED);
  const probed = client.elektrads.probe({ host: host.url, connection, credentials: { kind: 'none' } }, UNWATCHED);
  return Promise.allSettled([kept, probed]);
}

const WORKS = [{ status: 'fulfilled' }, { status: 'fulfilled' }];
const failing = (reason: object) => [
  { status: 'rejected', reason },
  { status: 'rejected', reason },
];

describe('a certificate', () => {
  it('that nobody vouches for is shown instead of being trusted, and nothing is sent', async () => {
    const host = await showing(ownMade);
    const data = {
      host: host.url,
      sha256: ownMade.sha256,
      subject: 'CN=elektrad.example',
      issuer: 'CN=elektrad.example',
      reason: 'its TLS certificate is self-signed',
    };
    expect(await reach(host)).toMatchObject(failing({ code: 'CERTIFICATE_UNTRUSTED', data }));
    expect(host.requests).toEqual([]);
  });

  it('tells from when until when it holds', async () => {
    const host = await showing(ownMade);
    const error: unknown = await client
      .connect(host.url)
      .version(UNWATCHED)
      .catch((reason: unknown) => reason);
    if (!isElektraError(error, 'CERTIFICATE_UNTRUSTED') || error.data === undefined) throw error;
    const { validFrom, validTo } = error.data;
    expect(validTo - validFrom).toBe(2 * 24 * 3600_000);
    expect(Math.abs(Date.now() - validFrom)).toBeLessThan(3600_000);
  });

  it('of the own authority is trusted, and only that of the own one', async () => {
    const host = await showing(good);
    expect(await reach(host, { ca: authority.cert })).toMatchObject(WORKS);
    expect(await reach(host, { ca: `${createAuthority('Other').cert}\n${authority.cert}` })).toMatchObject(WORKS);
    expect(await reach(host, { ca: createAuthority().cert })).toMatchObject(failing({ code: 'CERTIFICATE_UNTRUSTED' }));
    expect(await reach(host)).toMatchObject(failing({ code: 'CERTIFICATE_UNTRUSTED' }));
  });

  it.each([
    ['for another name', () => authority.issue('DNS:other.example,IP:127.0.0.2'), 'another name'],
    ['that has expired', () => authority.issue('IP:127.0.0.1', -1), 'expired'],
  ])('of the own authority %s is not', async (_what, issue, words) => {
    const certificate = issue();
    const host = await showing(certificate);
    expect(await reach(host, { ca: authority.cert })).toMatchObject(
      failing({
        code: 'CERTIFICATE_UNTRUSTED',
        data: { sha256: certificate.sha256, issuer: 'CN=Fleet authority', reason: expect.stringContaining(words) },
      }),
    );
    // Pinned, it is trusted for what it is.
    expect(await reach(host, { pinnedCertificate: certificate.sha256 })).toMatchObject(WORKS);
  });

  it.each([
    ['https://db1.example.:33333', { host: 'db1.example', servername: 'db1.example' }],
    ['https://[::1]:33333', { host: '::1' }],
  ])('of %s is asked for by the name that it bears', (url, named) => {
    const { host, servername } = createTrust(url, DIRECTLY).options;
    expect({ host, ...(servername === undefined ? {} : { servername }) }).toEqual(named);
  });

  it.each(['not PEM', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'authority that is none (%s) is refused before anything is sent',
    async (ca) => {
      const host = await showing(good);
      const connection = { ...DIRECTLY, ca };
      const invalid = { code: 'INVALID_INPUT', data: { issues: [{ path: 'connection.ca' }] } };
      const probe = client.elektrads.probe({ host: host.url, connection, credentials: { kind: 'none' } }, UNWATCHED);
      await expect(probe).rejects.toMatchObject(invalid);
      expect(host.requests).toEqual([]);
    },
  );
});

describe('a pinned certificate', () => {
  it('is trusted without name and authority', async () => {
    const host = await showing(ownMade);
    expect(await reach(host, { pinnedCertificate: ownMade.sha256 })).toMatchObject(WORKS);
  });

  it('stands alone: another one is refused, though an authority of the system vouches for it', async () => {
    const host = await showing(good);
    expect(await reach(host, { pinnedCertificate: ownMade.sha256 })).toMatchObject(
      failing({
        code: 'CERTIFICATE_CHANGED',
        data: { host: host.url, expected: ownMade.sha256, actual: good.sha256, issuer: 'CN=Fleet authority' },
      }),
    );
    expect(host.requests).toEqual([]);
  });

  it.each([
    ['TLS 1.3', undefined],
    ['TLS 1.2', 'TLSv1.2' as const],
  ])('that changes stops everything at the next connection, over %s as well', async (_what, maxVersion) => {
    const host = await showing(ownMade, maxVersion);
    const connection = { ...DIRECTLY, pinnedCertificate: ownMade.sha256 };
    const elektrad = client.connect(host.url, { connection });
    await elektrad.version(UNWATCHED);
    await elektrad.alive(UNWATCHED);
    host.show(otherOwnMade);
    host.disconnect();
    const sent = host.requests.length;
    const changed = { code: 'CERTIFICATE_CHANGED', data: { expected: ownMade.sha256, actual: otherOwnMade.sha256 } };
    await expect(elektrad.version(UNWATCHED)).rejects.toMatchObject(changed);
    await expect(elektrad.alive(UNWATCHED)).rejects.toMatchObject(changed);
    await expect(elektrad.read('user:/a', 0, UNWATCHED)).rejects.toMatchObject(changed);
    await expect(elektrad.turn((turn) => turn.set('user:/a', '1'), UNWATCHED)).rejects.toMatchObject(changed);
    expect(host.requests.length).toBe(sent);
    // Whoever pins the new one goes on.
    const repinned = { ...DIRECTLY, pinnedCertificate: otherOwnMade.sha256 };
    await client.connect(host.url, { connection: repinned }).version(UNWATCHED);
  });
});
