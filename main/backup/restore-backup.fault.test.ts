import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeBackupFile } from '../adapters/backup/backup-file.ts';
import { readDataFile, writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { killedAtEachStep } from '../testing/killed-at-each-step.ts';
import { withoutPutAside } from './put-aside-registry.ts';
import { restoreBackup } from './restore-backup.ts';
import { secretsIn } from './testing/secrets-in.ts';
import { workHere } from './work-here.ts';
import { registryFile } from './write-backup.ts';

const CHILD = fileURLToPath(new URL('./testing/children/restore.ts', import.meta.url));
const placeOf = (name: string) => `instance/web/credentials/${name}`;
const registryOf = (name: string) => [
  { _id: 'meta/schema', version: CURRENT_SCHEMA },
  { _id: 'self/clusterd', id: name, formerIds: [] },
  { _id: 'instance/web', credentialsId: name, seen: {}, marker: {} },
  { _id: 'note', text: name.repeat(3000) },
];

it(
  'a restore leaves the old registry or the restored one, each whole with its secrets, wherever it is killed',
  {
    timeout: 300_000,
  },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'restore-killed-'));
    const at = (step: number) => join(root, `${step}`);
    const backup = join(root, 'backup');
    const header = { product: { name: 'x', version: '1' }, madeAt: 0, secrets: true, registry: {} };
    const content = { header, documents: registryOf('new'), secrets: new Map([[placeOf('new'), 'sesame']]) };
    await writeBackupFile(backup, content, null, () => undefined);
    const seen = new Set<string>();
    let before = Buffer.alloc(0);
    await killedAtEachStep({
      program: CHILD,
      async before(step) {
        await mkdir(at(step));
        await writeDataFile(registryFile(at(step)), registryOf('old'));
        before = await readFile(registryFile(at(step)));
        await (await secretsIn(at(step))).set(placeOf('old'), 'open');
        return [at(step), backup];
      },
      async after(step) {
        const secrets = await secretsIn(at(step));
        const documents = (await readDataFile(registryFile(at(step)))) ?? [];
        const note = documents.find(({ _id }) => _id === 'note')?.['text'];
        const which = note === 'old'.repeat(3000) ? 'old' : 'new';
        seen.add(which);
        expect([note, documents.length]).toEqual([which.repeat(3000), 4]);
        expect(await secrets.get(placeOf('old'))).toBe('open');
        const asides = (await readdir(at(step))).filter((name) => /before-restore-[^.]*\.[^.]*Z$/.test(name));
        for (const aside of asides) expect(await readFile(join(at(step), aside))).toEqual(before);
        if (which === 'old') {
          expect(await readFile(registryFile(at(step)))).toEqual(before);
          const again = { directory: at(step), file: backup, id: 'again', now: 1, force: true, passphrase: null };
          await restoreBackup({ ...again, secrets, work: workHere, signal: new AbortController().signal });
        } else expect(asides).toHaveLength(1);
        expect(await secrets.get(placeOf('new'))).toBe('sesame');
        // The next start removes what no record names.
        const next = await withoutPutAside(at(step), secrets);
        await next.remove(placeOf('old'));
        expect(await secrets.get(placeOf('old'))).toBe('open');
      },
    });
    expect([...seen].sort()).toEqual(['new', 'old']);
    await rm(root, { recursive: true });
  },
);
