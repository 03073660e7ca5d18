import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';
import { createClosers } from '../closers.ts';
import { bundleForChild } from '../testing/bundle-for-child.ts';
import { fileSecrets } from './testing/file-secrets.ts';
import { startApplication, startServer, temporaryFolder } from './testing/test-application.ts';

const CHILD = fileURLToPath(new URL('./testing/children/switching.ts', import.meta.url));

const opened = createClosers();
afterEach(() => opened.close());

/** Kills it so many turns of this process after the line with this number. */
async function killedAfter(lines: number, turns: number, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [await bundleForChild(CHILD), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let heard = 0;
  for await (const _line of createInterface(child.stdout)) {
    if ((heard += 1) !== lines) continue;
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    child.kill('SIGKILL');
  }
  await ended;
}

describe('a switch of the workplace', () => {
  it('leaves exactly one of the two in use, wherever it is killed', async () => {
    const folder = await temporaryFolder();
    opened.add(folder.remove);
    const data = folder.path;
    const server = await startServer(join(data, 'server'));
    opened.add(server.close);
    await server.client.call('clusters.create', { name: 'there' });
    const start = async () =>
      startApplication({ data, secrets: await fileSecrets(data), preferences: DESKTOP_DEFAULTS });
    const first = await start();
    await first.clusterd.call('clusters.create', { name: 'here' });
    await first.close();
    const point = fc.record({ lines: fc.integer({ min: 1, max: 14 }), turns: fc.integer({ min: 0, max: 3000 }) });
    await fc.assert(
      fc.asyncProperty(point, async ({ lines, turns }) => {
        await killedAfter(lines, turns, [data, server.url, server.token]);
        const application = await start();
        try {
          const { workplace } = application.state();
          const { items } = await application.clusterd.call('clusters.list', {});
          expect(items.map(({ name }) => name)).toEqual([workplace.kind === 'local' ? 'here' : 'there']);
          expect(application.state().remoteAccess.state).toBe(workplace.kind === 'local' ? 'off' : 'unavailable');
          // Wherever it was, it leads back.
          await application.desktop.call('desktop.useLocal', {});
          expect((await application.clusterd.call('clusters.list', {})).items.map(({ name }) => name)).toEqual([
            'here',
          ]);
        } finally {
          await application.close();
        }
      }),
      { numRuns: 4 },
    );
  });
});
