import { chmod, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readLocalAccess, removeLocalAccess, writeLocalAccess } from './local-access.ts';

describe('local access', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'local-access-'));
    file = join(folder, 'running.json');
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  const access = { url: 'http://127.0.0.1:33334', pid: 4711, certificateFile: '/etc/cert.pem', token: 'secret' };

  it('is what was written, for the owner alone, until it is removed', async () => {
    expect(await readLocalAccess(folder)).toBeNull();
    await writeLocalAccess(folder, access);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readLocalAccess(folder)).toEqual(access);
    await removeLocalAccess(folder);
    await removeLocalAccess(folder);
    expect(await readLocalAccess(folder)).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is refused when others can read it', async () => {
    await writeLocalAccess(folder, access);
    await chmod(file, 0o640);
    await expect(readLocalAccess(folder)).rejects.toThrow(`${file} can be read by others`);
  });

  it.skipIf(process.platform === 'win32')('is refused when it belongs to somebody else', async () => {
    await writeLocalAccess(folder, access);
    vi.spyOn(process, 'getuid').mockReturnValue(process.getuid!() + 1);
    await expect(readLocalAccess(folder)).rejects.toThrow('belongs to another user');
  });

  it.skipIf(process.platform === 'win32')('is refused when it is a link', async () => {
    await writeLocalAccess(folder, access);
    await rename(file, join(folder, 'elsewhere'));
    await symlink('elsewhere', file);
    await expect(readLocalAccess(folder)).rejects.toThrow('is a link');
  });

  it.each([
    ['', 'is not JSON'],
    ['null', 'is not a JSON object'],
    ['{"pid":1,"token":"x"}', 'names no address'],
    ['{"url":"ftp://x","pid":1,"token":"x"}', 'names no address'],
    ['{"url":"http://x","token":"x"}', 'names no process'],
    ['{"url":"http://x","pid":1,"token":""}', 'holds no token'],
    ['{"url":"http://x","pid":1,"certificateFile":1,"token":"x"}', 'names no certificate'],
  ])('is refused when it holds %j', async (text, reason) => {
    await writeFile(file, text, { mode: 0o600 });
    await expect(readLocalAccess(folder)).rejects.toThrow(reason);
  });
});
