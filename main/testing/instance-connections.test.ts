import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import { createClient, type Client } from '#shared/contract/client.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import { createAuthority, selfSigned, type Certificate } from '../adapters/elektrad-client/testing/certificates.ts';
import { startRecordingHost } from '../adapters/elektrad-client/testing/recording-host.ts';
import { startRecordingProxy, type RecordingProxy } from '../adapters/elektrad-client/testing/recording-proxy.ts';
import { createClosers, type Closers } from '../closers.ts';
import { startClusterd } from '../clusterd-server.ts';
import { startElektrad } from '../elektrad-server.ts';
import { createLogger } from '../platform/logger.ts';

const PRODUCT = { name: 'elektra-web', version: '0.0.0' };
const TOKEN = 'token-that-nobody-may-see';
const PASSWORD = 'password-that-nobody-may-see';
const CREDENTIALS = { kind: 'bearer', token: TOKEN } as const;

const authority = createAuthority();
const issued = authority.issue('IP:127.0.0.1');
const ownMade = selfSigned('elektrad');
const lines: string[] = [];
const answers: string[] = [];
const log = createLogger({ level: 'debug', format: 'json', destination: { write: (line) => void lines.push(line) } });
let folder: string;
let proxy: RecordingProxy;
let elektrad: Closers;
let clusterd: Closers;
let host: string;
let client: Client<ClusterdContract>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elektra-web-connections-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  proxy = await startRecordingProxy();
  await startOurs(issued, 0);
  await startDaemon();
});
afterAll(async () => {
  await clusterd.close();
  await elektrad.close();
  await proxy.close();
  await rm(folder, { recursive: true });
});

/** Our elektrad with TLS and a token, and always the same store. */
async function startOurs({ cert, key }: Certificate, port: number): Promise<void> {
  const tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  await writeFile(tls.certFile, cert);
  await writeFile(tls.keyFile, key);
  elektrad = createClosers();
  const directory = join(folder, 'elektrad');
  const at = { host: '127.0.0.1', port, tls, allowedHosts: [], basePath: '/' };
  const { url } = await startElektrad({ ...at, directory, product: PRODUCT, token: TOKEN, kdb: null }, log, elektrad);
  host = url;
}

async function startDaemon(): Promise<void> {
  clusterd = createClosers();
  const options = {
    ...{ host: '127.0.0.1', port: 0, tls: null, allowedHosts: [], basePath: '/', trustedProxies: [], single: null },
    ...{ directory: join(folder, 'clusterd'), rendererDirectory: folder, product: PRODUCT },
    ...{ owner: 'ada@workstation', open: true },
    secrets: { wanted: 'file', keyFile: null, environmentKey: undefined },
  } as const;
  const { url } = await startClusterd(options, log, clusterd);
  const recorded: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    answers.push(await response.clone().text());
    return response;
  };
  client = createClient<ClusterdContract>(createHttpSend(clusterdContract, { baseUrl: `${url}/`, fetch: recorded }));
}

const behindProxy = () => ({ proxy: proxy.url });

describe('an elektrad with TLS and a token, behind a proxy', () => {
  it('shows its certificate to whoever adds it, and is used when certificate and token are right', async () => {
    const connection = behindProxy();
    const untrusted = { code: 'CERTIFICATE_UNTRUSTED', data: { host, sha256: issued.sha256 } };
    await expect(client.call('instances.testHost', { host, connection })).rejects.toMatchObject(untrusted);
    const pinned = { ...connection, pinnedCertificate: issued.sha256.toUpperCase() };
    const refused = { code: 'INSTANCE_CREDENTIALS', data: { host, by: 'host' } };
    await expect(client.call('instances.testHost', { host, connection: pinned })).rejects.toMatchObject(refused);
    const wrong = { kind: 'basic', username: 'ada', password: PASSWORD } as const;
    const withWrong = { host, connection: pinned, credentials: wrong };
    await expect(client.call('instances.testHost', withWrong)).rejects.toMatchObject(refused);
    await client.call('instances.testHost', { host, connection: pinned, credentials: CREDENTIALS });
    const ofAuthority = { ...connection, ca: authority.cert };
    await client.call('instances.testHost', { host, connection: ofAuthority, credentials: CREDENTIALS });
  });

  it('is written and read, and after a restart of clusterd as well', async () => {
    const connection = { ...behindProxy(), ca: authority.cert };
    const instance = { id: 'ours' as never, name: 'ours', host, connection, credentials: CREDENTIALS };
    const created = await client.call('instances.create', instance);
    expect(created).toMatchObject({ hasCredentials: true, seen: { state: 'online' } });
    await client.call('keys.set', { id: created.id, key: 'user:/a', value: '1' });
    await clusterd.close();
    await startDaemon();
    expect(await client.call('keys.read', { id: created.id, key: 'user:/a' })).toMatchObject({ value: '1' });
    expect(proxy.asked.every(({ method }) => method === 'CONNECT')).toBe(true);
  });

  it('stops everything when its pinned certificate changes, until the new one is pinned', async () => {
    const { items } = await client.call('instances.list', {});
    const id = items[0]?.id ?? expect.unreachable('there is one instance');
    await client.call('instances.change', { id, connection: { ca: null, pinnedCertificate: issued.sha256 } });
    const { port } = new URL(host);
    await elektrad.close();
    await startOurs(ownMade, Number(port));
    const changed = { code: 'CERTIFICATE_CHANGED', data: { expected: issued.sha256, actual: ownMade.sha256 } };
    for (const key of ['user:/a', 'user:/b']) {
      await expect(client.call('keys.read', { id, key })).rejects.toMatchObject(changed);
      await expect(client.call('keys.set', { id, key, value: '2' })).rejects.toMatchObject(changed);
    }
    await expect(client.call('instances.test', { id })).rejects.toMatchObject(changed);
    // What was seen is stored behind the answers.
    await expect
      .poll(() => client.call('instances.get', { id }))
      .toMatchObject({ seen: { state: 'offline', lastError: { code: 'CERTIFICATE_CHANGED' } } });
    await client.call('instances.change', { id, connection: { pinnedCertificate: ownMade.sha256 } });
    expect(await client.call('keys.read', { id, key: 'user:/a' })).toMatchObject({ value: '1' });
  });

  it('keeps its token from the host that it is moved to', async () => {
    const { items } = await client.call('instances.list', {});
    const id = items[0]?.id ?? expect.unreachable('there is one instance');
    const other = await startRecordingHost(null);
    const connection = { pinnedCertificate: null, proxy: null };
    const moved = await client.call('instances.change', { id, host: other.url, connection });
    expect(moved.hasCredentials).toBe(false);
    await client.call('instances.test', { id });
    expect(other.requests.length).toBeGreaterThan(1);
    expect(JSON.stringify(other.requests)).not.toContain('authorization');
    await other.close();
  });

  it('leaves its secrets in no file, no answer and no line of the log', async () => {
    const { id } = await client.call('instances.create', {
      name: 'last',
      host: 'http://127.0.0.1:1',
      credentials: CREDENTIALS,
    });
    const basic = { kind: 'basic', username: 'ada', password: PASSWORD } as const;
    await client.call('instances.change', { id, credentials: basic });
    await expect(client.call('keys.read', { id })).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
    const invalid = { kind: 'bearer', token: `${TOKEN} with blanks` } as const;
    await expect(client.call('instances.change', { id, credentials: invalid })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await client.call('secrets.state', {})).toMatchObject({ store: 'file', noKeychain: { reason: 'chosen' } });
    const files = await readdir(join(folder, 'clusterd'), { recursive: true, withFileTypes: true });
    const kept = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(kept.length).toBeGreaterThan(3);
    expect(lines.length).toBeGreaterThan(0);
    const everything = [...kept, ...lines, ...answers].join('\n');
    const encoded = Buffer.from(`ada:${PASSWORD}`).toString('base64');
    for (const secret of [TOKEN, PASSWORD, encoded]) expect(everything).not.toContain(secret);
  });
});
