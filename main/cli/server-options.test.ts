import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { ClusterdCommandOptions, ElektradCommandOptions } from './options.ts';
import { isLoopback } from '../loopback.ts';
import { clusterdServerOptions, elektradServerOptions, localElektradOptions } from './server-options.ts';

const LISTEN = {
  host: '127.0.0.1',
  allowedHost: [],
  basePath: '/',
  insecure: false,
  dataDir: '/data',
  logLevel: 'info',
  logFormat: 'json',
} as const;
const CLUSTERD: ClusterdCommandOptions = {
  ...LISTEN,
  port: 0,
  auth: true,
  trustedProxy: [],
  link: 'auto',
  secrets: 'auto',
};
const ELEKTRAD: ElektradCommandOptions = { ...LISTEN, elektradPort: 0 };
const TLS = { tlsCert: '/cert.pem', tlsKey: '/key.pem' };

describe('what clusterd may be started with', () => {
  it.each<[string, Partial<ClusterdCommandOptions>]>([
    ['loopback', {}],
    ['loopback without sign-in', { auth: false }],
    ['another address with TLS', { host: '0.0.0.0', ...TLS }],
    ['another address behind a proxy', { host: '0.0.0.0', trustedProxy: ['10.0.0.1'] }],
    ['another address, said to be insecure', { host: '0.0.0.0', insecure: true }],
  ])('%s', async (_what, options) => {
    await expect(clusterdServerOptions({ ...CLUSTERD, ...options })).resolves.toMatchObject({
      directory: '/data/clusterd',
    });
  });

  it.each<[string, Partial<ClusterdCommandOptions>, RegExp]>([
    ['another address without TLS', { host: '0.0.0.0' }, /in the clear/],
    ['no sign-in on the network', { host: '0.0.0.0', auth: false, insecure: true, ...TLS }, /--no-auth/],
    ['half of TLS', { tlsCert: '/cert.pem' }, /both/],
  ])('not with %s', async (_what, options, words) => {
    await expect(clusterdServerOptions({ ...CLUSTERD, ...options })).rejects.toThrow(words);
  });
});

describe('what our elektrad may be started with', () => {
  it('a token from a file, without the line end', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'elektra-web-')), 'token');
    await writeFile(file, 'secret\n');
    const options = { ...ELEKTRAD, host: '0.0.0.0', ...TLS, elektradTokenFile: file };
    expect(await elektradServerOptions(options)).toMatchObject({ token: 'secret', directory: '/data/elektrad' });
    await writeFile(file, '\n');
    await expect(elektradServerOptions(options)).rejects.toThrow(/empty/);
  });

  it('the kdb command of the host, apart from the store of our own', async () => {
    const own = { kdb: null, directory: '/data/elektrad' };
    const overKdb = { kdb: '/usr/bin/kdb', directory: '/data/elektrad-kdb' };
    expect(await elektradServerOptions(ELEKTRAD)).toMatchObject(own);
    expect(await elektradServerOptions({ ...ELEKTRAD, kdb: '/usr/bin/kdb' })).toMatchObject(overKdb);
    expect(await localElektradOptions({ ...CLUSTERD, elektradPort: 0 })).toMatchObject(own);
    expect(await localElektradOptions({ ...CLUSTERD, elektradPort: 0, kdb: '/usr/bin/kdb' })).toMatchObject(overKdb);
  });

  it.each<[string, Partial<ElektradCommandOptions>]>([
    ['open to the network', { host: '0.0.0.0' }],
    ['open to the network with TLS but no token', { host: '0.0.0.0', ...TLS }],
    ['a token file that is not there', { elektradTokenFile: '/nowhere' }],
  ])('not with %s', async (_what, options) => {
    await expect(elektradServerOptions({ ...ELEKTRAD, ...options })).rejects.toBeInstanceOf(StartRefused);
  });
});

describe('isLoopback', () => {
  it.each(['localhost', '127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1'])('%s', (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  it.each(['0.0.0.0', '::', '10.0.0.1', 'example.net', '::2', 'fe80::1', '::ffff:1'])('not %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
