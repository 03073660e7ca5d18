import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory, type Lock } from './data-lock.ts';
import { lockByPipe, pipeName } from './pipe-lock.ts';
import { shortPathTo } from './short-path.ts';

const about = { pid: process.pid, startedAt: 1_700_000_000_000, what: 'clusterd' };
const held = (lock: Lock): Extract<Lock, { ok: true }> => {
  if (!lock.ok) throw new Error('The lock is held by somebody else.');
  return lock;
};

describe.skipIf(process.platform === 'win32')('the lock of a directory', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'data-lock-')));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is held once, and says by whom and where', async () => {
    const lock = held(await lockDirectory(folder, about));
    expect(await lockDirectory(folder, about)).toEqual({ ok: false, holder: about });
    lock.announce({ address: 'http://127.0.0.1:33334' });
    const holder = { ...about, address: 'http://127.0.0.1:33334' };
    expect(await lockDirectory(folder, about)).toEqual({ ok: false, holder });
    await lock.release();
    const next = held(await lockDirectory(folder, { ...about, what: 'elektrad' }));
    expect(await lockDirectory(folder, about)).toEqual({ ok: false, holder: { ...about, what: 'elektrad' } });
    await next.release();
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
  });

  it('answers any program that connects with one line', async () => {
    const lock = held(await lockDirectory(folder, about));
    const [socket] = (await readdir(join(folder, 'lock'))).filter((name) => name !== 'owner');
    expect(await text(connect(join(folder, 'lock', socket!)))).toBe(`${JSON.stringify(about)}\n`);
    await lock.release();
  });

  it('is the same by whatever way one comes to the directory', async () => {
    await mkdir(join(folder, 'data'));
    await symlink('data', join(folder, 'way'));
    const lock = held(await lockDirectory(join(folder, 'data'), about));
    expect(await lockDirectory(join(folder, 'way'), about)).toMatchObject({ ok: false });
    await lock.release();
  });

  it('is one of many when many try at once', async () => {
    const locks = await Promise.all(Array.from({ length: 20 }, () => lockDirectory(folder, about)));
    const holders = locks.filter((lock) => lock.ok);
    expect(holders).toHaveLength(1);
    expect(locks.filter((lock) => !lock.ok)).toEqual(Array.from({ length: 19 }, () => ({ ok: false, holder: about })));
    await holders[0]!.release();
  });

  it.each([50, 100, 101, 107, 108, 200, 1000])('works where the path has %i bytes more', async (bytes) => {
    const parts = Array.from({ length: Math.ceil(bytes / 100) }, (_, n) =>
      'ä'.repeat(Math.min(50, bytes / 2 - n * 50)),
    );
    const long = join(folder, ...parts);
    await mkdir(long, { recursive: true });
    const lock = held(await lockDirectory(long, about));
    expect(await lockDirectory(long, about)).toEqual({ ok: false, holder: about });
    expect((await readdir(join(long, 'lock'))).length).toBe(2);
    await lock.release();
    expect(await readdir(join(long, 'lock'))).toEqual([]);
    await held(await lockDirectory(long, about)).release();
  });

  it('reaches long paths without /proc as well', async () => {
    const long = join(folder, 'x'.repeat(150));
    await mkdir(long);
    await writeFile(join(long, 'there'), '');
    const short = await shortPathTo(long, 30, join(folder, 'no-proc'));
    expect(short.path.length).toBeLessThan(70);
    expect(await readdir(short.path)).toEqual(['there']);
    await short.close();
    expect(await readdir(long)).toEqual(['there']);
  });

  it('says what is wrong with a directory that cannot be locked', async () => {
    await expect(lockDirectory(join(folder, 'missing'), about)).rejects.toThrow('ENOENT');
    await writeFile(join(folder, 'lock'), 'a file');
    await expect(lockDirectory(folder, about)).rejects.toThrow(`${folder} cannot be locked (`);
  });

  it('keeps nobody waiting who wants to end', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => /Pipe|TCP|Server/.test(name)).length;
    const lock = held(await lockDirectory(folder, about));
    expect(process.getActiveResourcesInfo().filter((name) => /Pipe|TCP|Server/.test(name)).length).toBe(before);
    await lock.release();
  });
});

describe('the lock by a named pipe', () => {
  it('has one name for a directory however its case is written', () => {
    expect(pipeName('C:\\Users\\Ada')).toBe(pipeName('c:\\users\\ada'));
    expect(pipeName('C:\\Users\\Ada')).toMatch(/^\\\\\.\\pipe\\elektra-web-[0-9a-f]{32}$/);
    expect(pipeName('C:\\Users\\Ada')).not.toBe(pipeName('C:\\Users\\Eve'));
  });

  it('is held once, and says by whom', async () => {
    // Elsewhere than on Windows a socket stands in for the pipe: it is taken or free just so.
    const folder = await mkdtemp(join(tmpdir(), 'pipe-lock-'));
    const pipe = process.platform === 'win32' ? pipeName(folder) : join(folder, 'pipe');
    const lock = held(await lockByPipe(pipe, about));
    expect(await lockByPipe(pipe, about)).toEqual({ ok: false, holder: about });
    await lock.release();
    await held(await lockByPipe(pipe, about)).release();
    await rm(folder, { recursive: true });
  });
});
