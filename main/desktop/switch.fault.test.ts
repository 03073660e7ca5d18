import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';
import { createClosers } from '../closers.ts';
import { fileSecrets } from './testing/file-secrets.ts';
import { killAfter } from './testing/kill-after.ts';
import { startApplication, startServer, temporaryFolder } from './testing/test-application.ts';

const CHILD = fileURLToPath(new URL('./testing/children/switching.ts', import.meta.url));

const opened = createClosers();
afterEach(() => opened.close());

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
        await killAfter(CHILD, [data, server.url, server.token], { lines, turns });
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
