import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DESKTOP_DEFAULTS, type RemoteAccess } from '#shared/desktop/preferences.ts';
import { createClosers } from '../closers.ts';
import { readLocalAccess } from '../platform/local-access.ts';
import { machineAt, startApplication, temporaryFolder } from './testing/test-application.ts';
import { until } from '#shared/testing/until.ts';

const opened = createClosers();
afterEach(() => opened.close());

async function setUp() {
  const folder = await temporaryFolder();
  opened.add(folder.remove);
  const machine = machineAt(folder.path);
  const application = await startApplication(machine);
  opened.add(application.close);
  const wish = (change: Partial<RemoteAccess>) =>
    application.desktop.call('desktop.setPreferences', {
      remoteAccess: { ...DESKTOP_DEFAULTS.remoteAccess, on: true, port: 0, ...change },
    });
  return { ...application, machine, wish, directory: join(folder.path, 'clusterd') };
}

describe('remote access', () => {
  it('is switched on and off while the application runs, on a port that it keeps, and lets in whoever has a token', async () => {
    const { wish, desktop, clusterd, machine, directory } = await setUp();
    const { remoteAccess, preferences } = await wish({});
    const url = remoteAccess.url ?? '';
    expect(remoteAccess.state).toBe('on');
    expect(preferences.remoteAccess.port).toBe(Number(new URL(url).port));
    expect((await fetch(`${url}/api/instances`)).status).toBe(401);
    const { token } = await clusterd.call('tokens.create', { name: 'x', role: 'viewer' });
    const asked = { headers: { authorization: `Bearer ${token}` } };
    expect((await fetch(`${url}/api/instances`, asked)).status).toBe(200);
    // What `elektra-web sign-in` and `call` go by.
    expect((await readLocalAccess(directory))?.url).toBe(url);
    const stream = await fetch(`${url}/api/events`, asked);
    const off = await desktop.call('desktop.setPreferences', {
      remoteAccess: { ...machine.preferences.remoteAccess, on: false },
    });
    expect(off.remoteAccess).toEqual({ state: 'off', url: null, problem: null });
    await expect(fetch(`${url}/api/instances`)).rejects.toThrow('fetch failed');
    expect(await readLocalAccess(directory)).toBeNull();
    await stream.text().catch(() => undefined);
  });

  it('says what is in the way, and what to do', async () => {
    const { wish } = await setUp();
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    opened.add(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const problemOf = async (change: Partial<RemoteAccess>) => {
      const { remoteAccess } = await wish(change);
      expect([remoteAccess.state, remoteAccess.url]).toEqual(['failed', null]);
      return remoteAccess.problem?.message;
    };
    expect(await problemOf({ port })).toMatch(
      new RegExp(`^Port ${port} is taken by .*\\. Stop it, or choose another port in the preferences`),
    );
    expect(await problemOf({ host: '0.0.0.0' })).toContain('Choose a certificate and its key');
    expect(await problemOf({ tls: { certFile: '/none.pem', keyFile: '/none.key' } })).toContain(
      'The TLS certificate cannot be read: /none.pem (ENOENT)',
    );
    expect((await wish({})).remoteAccess.state).toBe('on');
  });
});

describe('the local elektrad', () => {
  it('is registered, keeps its port, and takes another one that it keeps when that is taken', async () => {
    const folder = await temporaryFolder();
    opened.add(folder.remove);
    const machine = machineAt(folder.path);
    const run = async <T>(work: (port: string, host: string) => Promise<T>) => {
      const application = await startApplication(machine);
      try {
        await until(() => expect(application.state().elektrad.url).not.toBeNull());
        const url = application.state().elektrad.url ?? '';
        await until(async () => {
          const [local] = (await application.clusterd.call('instances.list', {})).items;
          expect(local).toMatchObject({ id: 'local', host: url });
        });
        return await work(new URL(url).port, url);
      } finally {
        await application.close();
      }
    };
    const first = await run(async (port) => port);
    expect(await run(async (port) => port)).toBe(first);
    const other = createServer((socket) => socket.end('no elektrad\r\n\r\n'));
    await once(other.listen(Number(first), '127.0.0.1'), 'listening');
    opened.add(() => void other.close());
    const second = await run(async (port) => port);
    expect(second).not.toBe(first);
    expect(await run(async (port) => port)).toBe(second);
  });
});
