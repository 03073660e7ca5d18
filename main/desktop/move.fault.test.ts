import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';
import { readBackup } from '../backup/read-backup.ts';
import { workHere } from '../backup/work-here.ts';
import { createClosers } from '../closers.ts';
import { fileSecrets } from './testing/file-secrets.ts';
import { killAfter } from './testing/kill-after.ts';
import { startApplication, temporaryFolder } from './testing/test-application.ts';

const CHILD = fileURLToPath(new URL('./testing/children/moving.ts', import.meta.url));
const PASSPHRASE = 'four words and one';

const opened = createClosers();
afterEach(() => opened.close());

describe('a move to a server', () => {
  it('is on with a whole file, or not at all, wherever the application is killed', async () => {
    const folder = await temporaryFolder();
    opened.add(folder.remove);
    const data = folder.path;
    const file = join(data, 'backup');
    const point = fc.record({ lines: fc.integer({ min: 1, max: 11 }), turns: fc.integer({ min: 0, max: 3000 }) });
    let known = 0;
    await fc.assert(
      fc.asyncProperty(point, async ({ lines, turns }) => {
        const said = await killAfter(CHILD, [data, file, PASSPHRASE], { lines, turns });
        const application = await startApplication({
          data,
          secrets: await fileSecrets(data),
          preferences: DESKTOP_DEFAULTS,
        });
        try {
          const { move } = application.state();
          const { total } = await application.clusterd.call('clusters.list', {});
          // What was acknowledged is there.
          known = Math.max(known, said.filter((line) => line === 'created').length);
          expect(total).toBeGreaterThanOrEqual(known);
          if (move === null)
            return void (await application.clusterd.call('clusters.create', { name: `${total} more` }));
          expect(move).toMatchObject({ file, isWritten: true });
          const signal = new AbortController().signal;
          const about = await readBackup({ file, passphrase: PASSPHRASE, work: workHere, signal });
          expect(about.clusters).toBe(total);
          await expect(application.clusterd.call('clusters.create', { name: 'x' })).rejects.toMatchObject({
            code: 'FORBIDDEN',
          });
          expect((await application.desktop.call('desktop.giveUpMove', {})).move).toBeNull();
        } finally {
          await application.close();
        }
      }),
      { numRuns: 5 },
    );
  });
});
