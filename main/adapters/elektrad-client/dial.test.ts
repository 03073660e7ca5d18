import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Credentials } from '#shared/model/credentials.ts';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import { selfSigned, type Certificate } from './testing/certificates.ts';
import { createClientUnderTest, UNWATCHED, type ClientUnderTest } from './testing/client-under-test.ts';
import { startRecordingHost, type RecordingHost } from './testing/recording-host.ts';
import { startRecordingProxy, type RecordingProxy } from './testing/recording-proxy.ts';

const TOKEN: Credentials = { kind: 'bearer', token: 'the-secret-token' };
const certificate: Certificate = selfSigned('elektrad.example');
let client: ClientUnderTest;
let proxy: RecordingProxy;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  client = createClientUnderTest();
  proxy = await startRecordingProxy();
  closing.push(() => proxy.close());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await client.elektrads.close();
  for (const close of closing.splice(0)) await close();
});

async function started(tls: Certificate | null): Promise<RecordingHost> {
  const host = await startRecordingHost(tls);
  closing.push(() => host.close());
  return host;
}

function through(host: string, tls: boolean) {
  const connection = { ...DIRECTLY, proxy: proxy.url, pinnedCertificate: tls ? certificate.sha256 : null };
  const elektrad = client.connect(host, { connection, credentialsId: 'c', readCredentials: async () => TOKEN });
  const probe = () => client.elektrads.probe({ host, connection, credentials: TOKEN }, UNWATCHED);
  return { elektrad, probe };
}

describe('an https host behind a proxy', () => {
  it('is reached through a tunnel, in which the proxy sees nothing', async () => {
    const host = await started(certificate);
    const { elektrad, probe } = through(host.url, true);
    await elektrad.version(UNWATCHED);
    await elektrad.alive(UNWATCHED);
    await probe();
    const authority = `127.0.0.1:${host.port}`;
    expect(proxy.asked).toHaveLength(3);
    for (const { method, url, headers } of proxy.asked) {
      expect({ method, url }).toEqual({ method: 'CONNECT', url: authority });
      expect(Object.keys(headers).sort()).toEqual(['connection', 'host']);
    }
    expect(host.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer the-secret-token'));
    expect(host.requests.map(({ headers }) => headers.host)).toEqual(Array(3).fill(authority));
  });

  it.each([
    [407, 'INSTANCE_CREDENTIALS', { by: 'proxy' }],
    [403, 'INSTANCE_UNREACHABLE', { reason: expect.stringContaining('proxy') }],
    [502, 'INSTANCE_UNREACHABLE', { reason: expect.stringContaining('proxy') }],
  ])('that the proxy refuses with %i ends with %s', async (status, code, data) => {
    const host = await started(certificate);
    const { elektrad, probe } = through(host.url, true);
    proxy.refuse(status);
    await expect(elektrad.version(UNWATCHED)).rejects.toMatchObject({ code, data });
    await expect(probe()).rejects.toMatchObject({ code, data });
    expect(host.requests).toEqual([]);
  });

  it.each([
    ['ends the connection', (socket: Socket) => socket.end(), 'INSTANCE_UNREACHABLE'],
    ['answers what is not HTTP', (socket: Socket) => socket.end('nonsense\r\n\r\n'), 'INSTANCE_UNREACHABLE'],
    ['says nothing', () => undefined, 'INSTANCE_UNREACHABLE'],
  ])('whose proxy %s is told to be behind such a one', async (_what, act, code) => {
    const host = await started(certificate);
    const bad = createServer((socket) => socket.once('data', () => act(socket)));
    await once(bad.listen(0, '127.0.0.1'), 'listening');
    const connection = { ...DIRECTLY, proxy: `http://127.0.0.1:${(bad.address() as AddressInfo).port}` };
    const hasty = createClientUnderTest({ timeouts: { connectMs: 200 } });
    const probe = hasty.elektrads.probe({ host: host.url, connection, credentials: TOKEN }, UNWATCHED);
    await expect(probe).rejects.toMatchObject({ code, message: expect.stringContaining('proxy') });
    expect(host.requests).toEqual([]);
    await hasty.elektrads.close();
    bad.close();
  });
});

describe('a proxy at https://', () => {
  it('has to be vouched for, whatever the environment says of certificates', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const heard: Buffer[] = [];
    const bad = createTlsServer(certificate, (socket) => socket.on('data', (data: Buffer) => heard.push(data)));
    bad.on('tlsClientError', () => undefined);
    await once(bad.listen(0, '127.0.0.1'), 'listening');
    const connection = { ...DIRECTLY, proxy: `https://127.0.0.1:${(bad.address() as AddressInfo).port}` };
    const target = { host: 'http://127.0.0.1:1', connection, credentials: TOKEN };
    const reason = expect.stringContaining('self-signed');
    await expect(client.elektrads.probe(target, UNWATCHED)).rejects.toMatchObject({ data: { reason } });
    expect(heard).toEqual([]);
    bad.close();
  });
});

describe('an http host behind a proxy', () => {
  it('is asked for by its whole address, base path included', async () => {
    const host = await started(null);
    const { elektrad, probe } = through(`${host.url}/base`, false);
    await elektrad.version(UNWATCHED);
    await elektrad.alive(UNWATCHED);
    await probe();
    expect(proxy.asked.map(({ url }) => url)).toEqual([
      `${host.url}/base/version`,
      `${host.url}/base/elektra-web/alive`,
      `${host.url}/base/version`,
    ]);
    const seen = host.requests.map(({ url, headers }) => [url, headers.host, headers.authorization]);
    const [, authority] = host.url.split('//');
    expect(seen).toEqual(
      ['version', 'elektra-web/alive', 'version'].map((path) => [
        `/base/${path}`,
        authority,
        'Bearer the-secret-token',
      ]),
    );
  });

  it.each([
    [407, 'INSTANCE_CREDENTIALS'],
    [502, 'INSTANCE_UNREACHABLE'],
  ])('that the proxy refuses with %i ends with %s, liveness too', async (status, code) => {
    const host = await started(null);
    const { elektrad, probe } = through(host.url, false);
    proxy.refuse(status);
    await expect(elektrad.version(UNWATCHED)).rejects.toMatchObject({ code });
    await expect(elektrad.alive(UNWATCHED)).rejects.toMatchObject({ code });
    if (status === 407) await expect(probe()).rejects.toMatchObject({ code, data: { by: 'proxy' } });
    expect(host.requests).toEqual([]);
  });
});

describe('a connection', () => {
  it('names the proxy when that is what cannot be reached', async () => {
    const host = await started(certificate);
    const { elektrad } = through(host.url, true);
    await proxy.close();
    await expect(elektrad.version(UNWATCHED)).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
      data: { host: host.url, reason: expect.stringContaining(`proxy ${proxy.url.slice('http://'.length)}`) },
    });
  });

  it('takes no proxy from the environment', async () => {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, proxy.url);
    const host = await started(null);
    await client.connect(host.url).version(UNWATCHED);
    await client.elektrads.probe({ host: host.url, connection: DIRECTLY, credentials: TOKEN }, UNWATCHED);
    expect(host.requests).toHaveLength(2);
    expect(proxy.asked).toEqual([]);
  });

  it.each(['http', 'https'])('to a proxy at %s:// that never answers ends with its time limit', async (scheme) => {
    const silent = createServer();
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    closing.push(async () => void silent.close());
    const impatient = createClientUnderTest({ timeouts: { connectMs: 100 } });
    const connection = { ...DIRECTLY, proxy: `${scheme}://127.0.0.1:${(silent.address() as AddressInfo).port}` };
    const elektrad = impatient.connect('https://127.0.0.1:1', { connection });
    await expect(elektrad.version(UNWATCHED)).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
      data: { reason: expect.stringContaining('in time') },
    });
    await impatient.elektrads.close();
  });
});
