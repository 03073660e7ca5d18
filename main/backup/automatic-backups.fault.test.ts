import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeBackupFile } from '../adapters/backup/backup-file.ts';
import { writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { killedAtEachStep } from '../testing/killed-at-each-step.ts';
import { nameOf } from './kept-backups.ts';
import { readBackup } from './read-backup.ts';
import { workHere } from './work-here.ts';
import { registryFile } from './write-backup.ts';

const CHILD = fileURLToPath(new URL('./testing/children/automatic.ts', import.meta.url));
const SCHEMA = { _id: 'meta/schema', version: CURRENT_SCHEMA - 1 };
const { signal } = new AbortController();

it(
  'an automatic backup leaves three whole ones and the registry, wherever it is killed',
  { timeout: 300_000 },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'automatic-killed-'));
    const at = (step: number) => join(root, `${step}`);
    const backups = (step: number) => join(at(step), 'backups');
    let before = Buffer.alloc(0);
    const wholeIn = async (step: number) => {
      const names = (await readdir(backups(step))).filter((name) => name.endsWith('.gz'));
      for (const name of names)
        await readBackup({ file: join(backups(step), name), passphrase: null, work: workHere, signal });
      return names.sort();
    };
    const steps = await killedAtEachStep({
      program: CHILD,
      async before(step) {
        await mkdir(backups(step), { recursive: true });
        await writeDataFile(registryFile(at(step)), [SCHEMA, { _id: 'note', text: 'x'.repeat(5000) }]);
        before = await readFile(registryFile(at(step)));
        const header = { product: { name: 'x', version: '1' }, madeAt: 0, secrets: false, registry: {} };
        for (const day of [1, 2, 3]) {
          const file = join(backups(step), nameOf('before-upgrade', Date.UTC(2020, 0, day)));
          const content = { header, documents: [SCHEMA], secrets: new Map<string, string>() };
          await writeBackupFile(file, content, null, () => undefined);
        }
        return [at(step)];
      },
      async after(step, isWhole) {
        const names = await wholeIn(step);
        expect([3, 4]).toContain(names.length);
        expect(await readFile(registryFile(at(step)))).toEqual(before);
        if (!isWhole) return;
        expect(names).toHaveLength(3);
        expect(names).not.toContain(nameOf('before-upgrade', Date.UTC(2020, 0, 1)));
      },
    });
    expect(steps).toBeGreaterThan(5);
    await rm(root, { recursive: true });
  },
);
