import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeBackupFile } from '../adapters/backup/backup-file.ts';
import { writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { SELF_ID } from '../clusterd/registry-image/summary.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { createMemoryDocumentStore } from '../clusterd/testing/memory-document-store.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { bundleForChild } from '../testing/bundle-for-child.ts';
import { killedAtEachStep } from '../testing/killed-at-each-step.ts';
import { createAutomaticBackups } from './automatic-backups.ts';
import { nameOf } from './kept-backups.ts';
import { readBackup } from './read-backup.ts';
import { workHere } from './work-here.ts';
import { workInThread } from './work-in-thread.ts';
import { registryFile } from './write-backup.ts';

const CHILD = fileURLToPath(new URL('./testing/children/automatic.ts', import.meta.url));
/** Of the clusterd whose backups they are, as the child has it. */
const ID = 'a0';
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
          const file = join(backups(step), nameOf('before-upgrade', ID, Date.UTC(2020, 0, day)));
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
        expect(names).not.toContain(nameOf('before-upgrade', ID, Date.UTC(2020, 0, 1)));
      },
    });
    expect(steps).toBeGreaterThan(5);
    await rm(root, { recursive: true });
  },
);

const canMount = mountsAndUnmounts();

function mount(...args: readonly string[]): boolean {
  return spawnSync('mount', args).status === 0;
}

function umount(at: string): boolean {
  return spawnSync('umount', [at]).status === 0;
}

function mountsAndUnmounts(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'elektra-mount-'));
  const isMounted = mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  const isUnmounted = isMounted && umount(folder);
  rmSync(folder, { recursive: true });
  return isUnmounted;
}

describe.skipIf(!canMount)('an automatic backup where it cannot be written (needs the right to mount)', () => {
  it.each([
    { disk: 'full', reason: 'full', words: /disk of .*backups is full/ },
    { disk: 'read-only', reason: 'read-only', words: /can only be read/ },
  ])(
    'says so on a $disk disk, leaves nothing half there, and is made when it can be',
    async ({ disk, reason, words }) => {
      const directory = await mkdtemp(join(tmpdir(), 'automatic-refused-'));
      const folder = join(directory, 'backups');
      await mkdir(folder);
      await writeDataFile(registryFile(directory), [SCHEMA, { _id: 'note', text: 'x'.repeat(5000) }]);
      const store = createMemoryDocumentStore();
      await store.put({ _id: SELF_ID, id: ID, formerIds: [] });
      const work = workInThread(await bundleForChild(fileURLToPath(new URL('./backup-worker.ts', import.meta.url))));
      const parts = { work, clock: createSystemClock(), log: createSilentLog() };
      const backups = createAutomaticBackups({ directory, store, product: { name: 'x', version: '1' }, ...parts });
      expect(mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder)).toBe(true);
      try {
        if (disk === 'read-only') mount('-o', 'remount,ro', folder);
        else await expect(writeFile(join(folder, 'in-the-way'), 'x'.repeat(200_000))).rejects.toThrow('ENOSPC');
        const { failure, last } = await backups.retry();
        expect([failure?.reason, last]).toEqual([reason, null]);
        expect(failure?.message).toMatch(words);
        expect((await readdir(folder)).filter((name) => name !== 'in-the-way')).toEqual([]);
        mount('-o', 'remount,rw,size=1m', folder);
        const after = await backups.retry();
        expect(after.failure).toBeNull();
        expect(after.last?.size).toBeGreaterThan(50);
      } finally {
        await backups.stop();
        umount(folder);
        await rm(directory, { recursive: true });
      }
    },
  );
});
