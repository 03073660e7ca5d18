import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeLeftLock } from './left-lock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'left-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lockBy = (holder: string) => symlink(holder, join(folder, 'SingletonLock'));

describe.skipIf(process.platform === 'win32')('a lock of Chromium', () => {
  it('of a process that was killed is taken away, with what belongs to it', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await lockBy(`${hostname()}-${pid}`);
    await symlink('/nowhere', join(folder, 'SingletonSocket'));
    await writeFile(join(folder, 'Preferences'), '');
    expect(removeLeftLock(folder)).toBe(true);
    expect(await readdir(folder)).toEqual(['Preferences']);
  });

  it('of a process that runs stays, and one that is none', async () => {
    expect(removeLeftLock(folder)).toBe(false);
    await lockBy(`${hostname()}-${process.pid}`);
    expect(removeLeftLock(folder)).toBe(false);
    expect(await readdir(folder)).toEqual(['SingletonLock']);
  });

  it('of another host, or of this one by another name, is told with what to do', async () => {
    await lockBy('old-name-4711');
    expect(() => removeLeftLock(folder, 'new-name')).toThrow(
      /in use by Elektra Web on old-name \(process 4711\).*remove .*SingletonLock/,
    );
    expect(await readdir(folder)).toEqual(['SingletonLock']);
  });
});
