import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeBackupFile } from '../adapters/backup/backup-file.ts';
import { readDataFile, writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { bundleForChild } from '../testing/bundle-for-child.ts';

let program: string;
let root: string;

beforeAll(async () => {
  program = await bundleForChild(fileURLToPath(new URL('./testing/children/restore.ts', import.meta.url)));
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'elektra-restore-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('restoreBackup', () => {
  it('leaves the old registry or the restored one, each whole, whenever it is killed', async () => {
    const backup = join(root, 'backup');
    const shape = (mark: string) => [
      { _id: 'meta/schema', version: CURRENT_SCHEMA },
      { _id: 'self/clusterd', id: mark, formerIds: [] },
      ...Array.from({ length: 3000 }, (_, number) => ({ _id: `note/${number}`, at: number, mark: mark.repeat(20) })),
    ];
    const about = { product: { name: 'x', version: '1' }, madeAt: 0, secrets: false, registry: {} };
    const content = { header: about, documents: shape('new'), secrets: new Map<string, string>() };
    await writeBackupFile(backup, content, null, () => undefined);
    const seen = new Set<string>();
    for (let step = 0; seen.size < 2 || step < 6; step += 1) {
      const directory = join(root, `${step}`);
      const registry = join(directory, 'registry.db');
      await mkdir(directory, { recursive: true });
      await writeDataFile(registry, shape('old'));
      const before = await readFile(registry);
      const child = spawn(process.execPath, [program, directory, backup], { stdio: 'inherit' });
      // Later each time: when the staged file grows, when it is there, when the old one has its second name.
      const places = [`registry.db.restoring.`, 'registry.db.restoring', 'registry.db.before-restore'];
      await until(child, async () => {
        const names = await readdir(directory);
        const place = places[step % places.length] ?? '';
        return names.some((name) => (step < 6 ? name.startsWith(place) : false));
      });
      await killed(child);
      const documents = (await readDataFile(registry)) ?? [];
      expect(documents).toHaveLength(3002);
      const marks = new Set(documents.flatMap(({ mark }) => (mark === undefined ? [] : [mark])));
      expect(marks.size).toBe(1);
      const isOld = marks.has('old'.repeat(20));
      seen.add(isOld ? 'old' : 'new');
      if (isOld) expect(await readFile(registry)).toEqual(before);
      else {
        const aside = (await readdir(directory)).find((name) => name.startsWith('registry.db.before-restore'));
        expect(await readFile(join(directory, aside ?? ''))).toEqual(before);
      }
    }
  });
});

/** Looks again and again until it is so, or the process has ended. */
async function until(child: ChildProcess, isSo: () => Promise<boolean>): Promise<void> {
  while (child.exitCode === null && !(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closing = once(child, 'close');
  child.kill('SIGKILL');
  await closing;
}
