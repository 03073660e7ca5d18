import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { workHere } from './work-here.ts';
import { BackupExists, registryFile, writeBackup } from './write-backup.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'write-backup-'));
  await writeDataFile(registryFile(root), [{ _id: 'meta/schema', version: CURRENT_SCHEMA }]);
});
afterEach(() => rm(root, { recursive: true }));

function write(file: string, replace = false) {
  const what = {
    passphrase: 'long enough',
    workFactor: 1,
    secrets: null,
    product: { name: 'x', version: '1' },
    now: 0,
  };
  return writeBackup({ ...what, directory: root, file, replace, work: workHere, signal: new AbortController().signal });
}

describe('a backup', () => {
  it('replaces a file only when that is said', async () => {
    const file = join(root, 'precious');
    await writeFile(file, 'to be kept');
    const refused = write(file);
    await expect(refused).rejects.toBeInstanceOf(BackupExists);
    await expect(refused).rejects.toMatchObject({ file });
    expect(await readFile(file, 'utf8')).toBe('to be kept');
    await write(file, true);
    expect(await readFile(file, 'utf8')).toMatch(/^age-encryption/);
    expect((await readdir(root)).sort()).toEqual(['precious', 'registry.db']);
  });

  it.each([
    ['gone/backup', /the folder .*gone is not there\. Make it, or choose another one\.$/],
    ['registry.db/backup', /registry\.db is no folder\. Choose another one\.$/],
    ['folder', /it is a folder\. Choose another name\.$/],
    ['x'.repeat(300), /the name is too long\. Choose a shorter one\.$/],
  ])('at %s says what to do, and leaves nothing', async (name, said) => {
    await mkdir(join(root, 'folder'));
    await expect(write(join(root, name), true)).rejects.toThrow(said);
    expect((await readdir(root)).sort()).toEqual(['folder', 'registry.db']);
  });
});
