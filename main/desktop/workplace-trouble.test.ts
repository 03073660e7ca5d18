import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';
import { createClosers } from '../closers.ts';
import { machineAt, startApplication, startServer, temporaryFolder } from './testing/test-application.ts';

const opened = createClosers();
afterEach(() => opened.close());

async function setUp() {
  const folder = await temporaryFolder();
  opened.add(folder.remove);
  const machine = machineAt(folder.path);
  const start = async () => {
    const application = await startApplication(machine);
    let isOpen = true;
    const close = async () => {
      if (isOpen) await application.close();
      isOpen = false;
    };
    opened.add(close);
    return { ...application, close };
  };
  const serve = async () => {
    const server = await startServer(join(folder.path, 'server'));
    opened.add(server.close);
    return server;
  };
  return { folder: folder.path, machine, start, serve };
}

/** Something at an address that is no clusterd as it should be. `asked` resolves with the first request. */
async function startHttp(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.add(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
  return { url: `http://127.0.0.1:${address.port}`, asked: once(server, 'request') };
}

const json = (body: unknown) => JSON.stringify(body);

describe('a switch of the workplace', () => {
  it('that cannot be stored leaves the page alone, with what it shows of it', async () => {
    const { folder, start, serve } = await setUp();
    const { url, token } = await serve();
    const application = await start();
    const record = join(folder, 'workplace.json');
    await rm(record);
    await mkdir(record);
    const use = () => application.desktop.call('desktop.useRemote', { url, token });
    await expect(use()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect([application.reloads(), application.state().workplace]).toEqual([0, { kind: 'local' }]);
    await application.clusterd.call('clusters.create', { name: 'here' });
    await rm(record, { recursive: true });
    await use();
    expect(application.reloads()).toBe(1);
  });

  it('to this machine’s own clusterd is refused: it would close what it connects to', async () => {
    const { start } = await setUp();
    const { desktop, clusterd, state } = await start();
    const { remoteAccess } = await desktop.call('desktop.setPreferences', {
      remoteAccess: { ...DESKTOP_DEFAULTS.remoteAccess, on: true, port: 0 },
    });
    const url = remoteAccess.url ?? '';
    for (const role of ['admin', 'viewer'] as const) {
      const { token } = await clusterd.call('tokens.create', { name: role, role });
      for (const address of [url, url.replace('127.0.0.1', 'localhost')]) {
        await expect(desktop.call('desktop.useRemote', { url: address, token })).rejects.toMatchObject({
          code: 'REMOTE_REFUSED',
          message: expect.stringContaining('Use this machine'),
        });
      }
    }
    expect(state().workplace).toEqual({ kind: 'local' });
  });

  it('keeps the port that remote access gets when it comes back', async () => {
    const { machine, start, serve } = await setUp();
    const { url, token } = await serve();
    const { desktop, state } = await start();
    await desktop.call('desktop.useRemote', { url, token });
    await desktop.call('desktop.setPreferences', {
      remoteAccess: { ...DESKTOP_DEFAULTS.remoteAccess, on: true, port: 0 },
    });
    await desktop.call('desktop.useLocal', {});
    expect(state().remoteAccess.state).toBe('on');
    expect(machine.preferences.remoteAccess.port).toBe(Number(new URL(state().remoteAccess.url ?? '').port));
  });

  it('does not hold up the end of the application while the other side says nothing', async () => {
    const { start } = await setUp();
    const silent = await startHttp(() => undefined);
    const application = await start();
    const using = application.desktop.call('desktop.useRemote', { url: silent.url, token: 't' });
    const outcome = expect(using).rejects.toMatchObject({ name: 'CancelledError' });
    await silent.asked;
    await application.close();
    await outcome;
  });

  it('refuses to start on a record that names a clusterd it does not know', async () => {
    const { folder, start } = await setUp();
    const record = { format: 1, remote: 'https://fleet.example.org', remotes: [], move: null, localId: null };
    await writeFile(join(folder, 'workplace.json'), json(record));
    await expect(start()).rejects.toMatchObject({ name: 'StartRefused' });
  });
});

describe('what stands at the address', () => {
  const html: RequestListener = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Router</title>');
  const other: RequestListener = (_request, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(json({ api: 2, product: { name: 'elektra-web', version: '9' } }));
  const elsewhere: RequestListener = (_request, response) =>
    void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
  const broken: RequestListener = (_request, response) => void response.writeHead(500).end('Traceback');
  const dying: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"api":');
    setImmediate(() => response.socket?.destroy());
  };
  const huge: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const more = (): void => void (response.destroyed || response.write(chunk, more));
    more();
  };
  const raw: RequestListener = (request) => void request.socket.end('SSH-2.0-OpenSSH_9.2\r\n');

  it.each([
    ['a page', html, 'REMOTE_FOREIGN', /A web page answers there/],
    ['another version of the API', other, 'REMOTE_REFUSED', /version 2 of the API/],
    ['a redirect', elsewhere, 'REMOTE_REFUSED', /sends on to http:\/\/127\.0\.0\.1:9,/],
    ['an error of a proxy', broken, 'REMOTE_FOREIGN', /500/],
    ['one that dies within its answer', dying, 'REMOTE_UNREACHABLE', /cannot be reached: /],
    ['an answer without end', huge, 'REMOTE_REFUSED', /too large/],
    ['another protocol', raw, 'REMOTE_FOREIGN', /HTTP/],
  ])('%s is said in words, and all is as it was', async (_what, answer, code, words) => {
    const { start } = await setUp();
    const { url } = await startHttp(answer);
    const application = await start();
    const error = await application.desktop
      .call('desktop.useRemote', { url, token: 't' })
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(String(error)).not.toMatch(/Error: .*Error:|undici|UND_|HPE_|fetch failed/);
    expect(application.state().workplace).toEqual({ kind: 'local' });
    await application.clusterd.call('instances.list', {});
  });
});
