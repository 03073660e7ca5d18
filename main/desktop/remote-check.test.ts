import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, type Authority } from '../adapters/elektrad-client/testing/certificates.ts';
import { startRecordingProxy } from '../adapters/elektrad-client/testing/recording-proxy.ts';
import { STRAIGHT_OUT } from '../adapters/elektrad-client/way-out.ts';
import { createClosers } from '../closers.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { checkRemote } from './remote-check.ts';
import { startServer, temporaryFolder } from './testing/test-application.ts';

const opened = createClosers();
afterAll(() => opened.close());

let authority: Authority;
let sha256 = '';
let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  const folder = await temporaryFolder();
  opened.add(folder.remove);
  authority = createAuthority();
  const certificate = authority.issue('IP:127.0.0.1');
  ({ sha256 } = certificate);
  const tls = { certFile: join(folder.path, 'cert'), keyFile: join(folder.path, 'key') };
  await mkdir(folder.path, { recursive: true });
  await writeFile(tls.certFile, certificate.cert);
  await writeFile(tls.keyFile, certificate.key);
  server = await startServer(join(folder.path, 'server'), { tls });
  opened.add(server.close);
});

const check = (
  way: { readonly ca?: string; readonly fingerprint?: string },
  wayOut: Parameters<typeof checkRemote>[0]['wayOut'] = STRAIGHT_OUT,
) =>
  checkRemote(
    {
      way: { url: server.url, ca: null, fingerprint: null, ...way },
      token: server.token,
      wayOut,
      clock: createSystemClock(),
    },
    null,
    new AbortController().signal,
  );

describe('a remote clusterd over TLS', () => {
  it('is let in by its authority, or by its certificate', async () => {
    expect(await check({ ca: authority.cert })).toMatchObject({ who: { role: 'admin' } });
    expect(await check({ fingerprint: sha256 })).toMatchObject({ who: { role: 'admin' } });
  });

  it('is not when nobody vouches for it, or when it shows another certificate than the pinned one', async () => {
    await expect(check({})).rejects.toMatchObject({ code: 'CERTIFICATE_UNTRUSTED', data: { sha256 } });
    await expect(check({ ca: createAuthority('Another').cert })).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
    });
    const expected = '0'.repeat(64);
    await expect(check({ fingerprint: expected })).rejects.toMatchObject({
      code: 'CERTIFICATE_CHANGED',
      data: { expected, actual: sha256 },
    });
  });

  it('is reached through the proxy that the preferences name, which sees its address alone', async () => {
    const proxy = await startRecordingProxy();
    opened.add(proxy.close);
    const through = { find: async () => ({ proxy: proxy.url, trusting: null }) };
    await check({ fingerprint: sha256 }, through);
    const asked = new Set(proxy.asked.map(({ method, url }) => `${method} ${url}`));
    expect([...asked]).toEqual([`CONNECT ${new URL(server.url).host}`]);
    proxy.refuse(403);
    await expect(check({ fingerprint: sha256 }, through)).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' });
  });
});
