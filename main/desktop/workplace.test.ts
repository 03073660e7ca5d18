import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createClosers } from '../closers.ts';
import { startElektrad } from '../elektrad-server.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { createMemoryListen } from '../transport/memory-listen.ts';
import {
  PERSON,
  machineAt,
  startApplication,
  startServer,
  temporaryFolder,
  type Machine,
} from './testing/test-application.ts';
import { until } from '#shared/testing/until.ts';

const opened = createClosers();
afterEach(() => opened.close());

async function setUp() {
  const folder = await temporaryFolder();
  opened.add(folder.remove);
  const machine = machineAt(folder.path);
  const server = await startServer(join(folder.path, 'server'));
  let isRunning = true;
  const stopServer = async () => {
    if (isRunning) await server.close();
    isRunning = false;
  };
  opened.add(stopServer);
  return {
    folder: folder.path,
    machine,
    server,
    stopServer,
    start: () => startOn(machine),
    target: { url: server.url, token: server.token },
  };
}

async function startOn(machine: Machine) {
  const application = await startApplication(machine);
  let isOpen = true;
  const close = async () => {
    if (isOpen) await application.close();
    isOpen = false;
  };
  opened.add(close);
  return { ...application, close };
}

/** An elektrad of its own; port 0: a free one. */
async function startHost(directory: string, port: number) {
  const closers = createClosers();
  const at = { host: '127.0.0.1', port, tls: null, allowedHosts: [], basePath: '/' };
  const product = { name: 'elektra-web', version: '0' };
  const { url } = await startElektrad(
    { ...at, directory, product, token: null, kdb: null },
    createSilentLog(),
    closers,
  );
  return { url, port: Number(new URL(url).port), close: () => closers.close() };
}

describe('the workplace', () => {
  it('is this machine first, and a remote clusterd from then on, over restarts', async () => {
    const { start, target, server, machine, folder } = await setUp();
    const first = await start();
    expect((await first.desktop.call('desktop.state', {})).workplace).toEqual({ kind: 'local' });
    const checked = await first.desktop.call('desktop.checkRemote', target);
    expect(checked).toMatchObject({ version: '0.0.1', who: { name: 'ada', role: 'admin' }, isSuccessor: false });
    const state = await first.desktop.call('desktop.useRemote', target);
    expect([state.workplace.kind, state.remotes.map(({ url }) => url), first.reloads()]).toEqual([
      'remote',
      [server.url],
      1,
    ]);
    await first.clusterd.call('instances.create', { name: 'there', host: 'http://127.0.0.1:9' });
    expect(server.clusterd.handlers).toBeDefined();
    expect(await readFile(join(folder, 'workplace.json'), 'utf8')).not.toContain(server.token);
    await first.close();

    const second = await start();
    expect((await second.clusterd.call('instances.list', {})).items.map(({ name }) => name)).toEqual(['there']);
    expect(second.state().workplace).toEqual({ kind: 'remote', url: server.url, state: 'connected', problem: null });
    await second.desktop.call('desktop.useLocal', {});
    expect(second.reloads()).toBe(1);
    await until(async () =>
      expect((await second.clusterd.call('instances.list', {})).items.map(({ name }) => name)).toEqual(['local']),
    );
    // It is known, with its token, until it is forgotten.
    await second.desktop.call('desktop.useRemote', { url: server.url });
    await expect(second.desktop.call('desktop.forgetRemote', { url: server.url })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await second.desktop.call('desktop.useLocal', {});
    expect((await second.desktop.call('desktop.forgetRemote', { url: server.url })).remotes).toEqual([]);
    expect(await machine.secrets.names()).toEqual([]);
  });

  it('delivers nothing from here while it is a remote one, and does so when it is this machine again', async () => {
    const { start, target, folder } = await setUp();
    const host = await startHost(join(folder, 'host'), 0);
    const application = await start();
    const { clusterd, desktop } = application;
    const { id: instanceId } = await clusterd.call('instances.create', { name: 'web', host: host.url });
    const { id } = await clusterd.call('clusters.create', { name: 'all' });
    await clusterd.call('clusters.join', { id, instanceId });
    await host.close();
    await clusterd.call('settings.set', { id, key: 'system:/test/key', value: 'set' });
    await until(() => expect(application.fleet.current().pending).toBe(1));

    await desktop.call('desktop.useRemote', target);
    expect(application.state().remoteAccess.state).toBe('unavailable');
    const back = await startHost(join(folder, 'host'), host.port);
    opened.add(back.close);
    const valueThere = async () => {
      const answer = await fetch(`${back.url}/kdb/system%3A%2Ftest%2Fkey`);
      return ((await answer.json()) as { value?: string }).value;
    };
    // The remote one is another fleet, and asks it for what it has in the meantime.
    await clusterd.call('instances.create', { name: 'web', host: back.url });
    expect(await valueThere()).toBeUndefined();

    await desktop.call('desktop.useLocal', {});
    await until(async () => expect(await valueThere()).toBe('set'));
  });

  it('keeps codes, data and request ids of errors over both hops', async () => {
    const { start, target } = await setUp();
    const application = await start();
    await application.desktop.call('desktop.useRemote', target);
    await expect(application.clusterd.call('instances.get', { id: 'none' })).rejects.toMatchObject({
      code: 'INSTANCE_NOT_FOUND',
      data: { id: 'none' },
      requestId: expect.any(String),
    });
  });

  it('hears events of the remote one; they go on after it was away', async () => {
    const { start, target, server, stopServer, folder } = await setUp();
    const application = await start();
    await application.desktop.call('desktop.useRemote', target);
    const listen = createMemoryListen(application.transport.events, () => PERSON);
    const heard: string[] = [];
    const abort = new AbortController();
    const hear = (after: string | null) =>
      listen({
        after,
        signal: abort.signal,
        names: ['instance.changed'],
        onMessage: ({ kind, id }) => heard.push(kind, id),
      });
    const first = hear(null).catch((error: unknown) => error);
    await until(() => expect(heard[0]).toBe('position'));
    await application.clusterd.call('instances.create', { name: 'a', host: 'http://127.0.0.1:9' });
    await until(() => expect(heard).toContain('event'));
    await stopServer();
    expect(await first).toMatchObject({ name: 'ConnectionLostError' });
    await expect(application.clusterd.call('instances.list', {})).rejects.toMatchObject({
      name: 'ConnectionLostError',
    });
    expect(application.state().workplace).toMatchObject({
      state: 'unreachable',
      problem: { code: 'REMOTE_UNREACHABLE' },
    });
    const again = await startServer(join(folder, 'server'), { port: server.port });
    opened.add(again.close);
    const second = hear(heard.at(-1) ?? null).catch((error: unknown) => error);
    await until(() => expect(heard).toContain('reload'));
    expect(application.state().workplace).toMatchObject({ state: 'connected' });
    abort.abort();
    expect(await second).toMatchObject({ name: 'CancelledError' });
  });

  it('says so when the token is no longer let in, and stays usable', async () => {
    const { start, target, server } = await setUp();
    const application = await start();
    await application.desktop.call('desktop.useRemote', target);
    await server.revoke();
    await expect(application.clusterd.call('instances.list', {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(application.state().workplace).toMatchObject({ state: 'refused', problem: { code: 'UNAUTHENTICATED' } });
    await application.desktop.call('desktop.useLocal', {});
    expect(application.state().workplace).toEqual({ kind: 'local' });
  });

  it.each([
    ['nobody listens', () => ({ url: 'http://127.0.0.1:9', token: 't' }), 'REMOTE_UNREACHABLE'],
    ['the token is none', ({ url }: { url: string }) => ({ url, token: 'wrong' }), 'REMOTE_REFUSED'],
    ['it is no clusterd', ({ url }: { url: string }) => ({ url: `${url}/assets`, token: 't' }), 'REMOTE_FOREIGN'],
    ['tokens would be read on the way', () => ({ url: 'http://fleet.example.org', token: 't' }), 'INVALID_INPUT'],
    ['there is no token', ({ url }: { url: string }) => ({ url }), 'INVALID_INPUT'],
  ])('stays as it was when %s', async (_why, input, code) => {
    const { start, target } = await setUp();
    const application = await start();
    await expect(application.desktop.call('desktop.useRemote', input(target))).rejects.toMatchObject({ code });
    expect([application.state().workplace, application.state().remotes]).toEqual([{ kind: 'local' }, []]);
    await application.clusterd.call('instances.list', {});
  });
});
