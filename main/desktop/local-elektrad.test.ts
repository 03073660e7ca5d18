import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createClosers } from '../closers.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { beginLocalElektrad } from './local-elektrad.ts';
import { temporaryFolder } from './testing/test-application.ts';

const opened = createClosers();
afterEach(() => opened.close());

async function setUp() {
  const folder = await temporaryFolder();
  opened.add(folder.remove);
  const directory = join(folder.path, 'elektrad');
  return {
    kept: async () => Number(await readFile(join(directory, 'port'), 'utf8')),
    /** Once it runs, or does not. */
    async start(port: number, isPortGiven: boolean) {
      const at = { host: '127.0.0.1', tls: null, allowedHosts: [], basePath: '/' };
      const store = { directory, product: { name: 'elektra-web', version: '0' }, token: null, kdb: null };
      let settled: () => void = () => undefined;
      const begun = new Promise<void>((resolve) => (settled = resolve));
      const server = { ...at, ...store, port, isPortGiven };
      const run = beginLocalElektrad({ server, log: createSilentLog(), onChange: settled });
      opened.add(run.close);
      await begun;
      return { ...run, port: Number(new URL(run.state().url ?? 'http://none').port) };
    },
  };
}

/** A program of another kind that listens. */
async function listening() {
  const server = createServer((socket) => void socket.destroy());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  opened.add(close);
  return { port, close };
}

it('keeps its port, also where a free one is asked for, and leaves it to whoever has taken it', async () => {
  const { start, kept } = await setUp();
  const first = await start(0, false);
  await first.close();
  const again = await start(0, true);
  expect([again.port, await kept()]).toEqual([first.port, first.port]);
  await again.close();
  const other = createServer().listen(first.port, '127.0.0.1');
  await once(other, 'listening');
  opened.add(() => void other.close());
  const moved = await start(0, false);
  expect(moved.port).not.toBe(first.port);
  expect(await kept()).toBe(moved.port);
});

it('takes the port that somebody has named in place of the one it has kept, and no other', async () => {
  const { start, kept } = await setUp();
  const first = await start(0, false);
  await first.close();
  const named = await listening();
  const refused = await start(named.port, true);
  expect(refused.state()).toMatchObject({
    url: null,
    problem: { code: 'ELEKTRAD_NOT_STARTED', message: expect.stringContaining(String(named.port)) },
  });
  await refused.close();
  await named.close();
  const taken = await start(named.port, true);
  expect([taken.port, await kept()]).toEqual([named.port, named.port]);
});
