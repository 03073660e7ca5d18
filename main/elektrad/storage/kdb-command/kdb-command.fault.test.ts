import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKdbElektrad } from '../../over-kdb/kdb-elektrad.ts';
import { installStandIn, type InstalledStandIn } from '../../over-kdb/testing/installed-stand-in.ts';
import type { Elektrad } from '../../elektrad.ts';
import { openKdbCommand, type KdbCommandOptions } from './kdb-command.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mountsAndUnmounts();
const CALL = { caller: null, requestId: 'test', signal: new AbortController().signal };

let folder: string;
let directory: string;
let kdb: InstalledStandIn;
let elektrad: Elektrad;

async function start(limits: KdbCommandOptions['limits'] = {}): Promise<void> {
  const opened = await openKdbCommand({ path: kdb.path, directory, limits });
  elektrad = createKdbElektrad({ ...opened, product: { name: 'test', version: '1' } });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kdb-fault-'));
  directory = await mkdtemp(join(tmpdir(), 'kdb-fault-'));
  kdb = await installStandIn(folder);
});
afterEach(async () => {
  await elektrad.close();
  await rm(folder, { recursive: true });
  await rm(directory, { recursive: true });
});

const set = (name: string, value: string) => elektrad.handlers['kdb.set']({ name, value }, CALL);
const valueOf = async (name: string) => (await elektrad.handlers['kdb.get']({ name, preload: 0 }, CALL)).value;
const move = () => elektrad.handlers['kdb.move']({ name: 'user:/a', target: 'system:/b', force: false }, CALL);
const left = () => readdirSync(join(directory, 'exchange'));

describe('an elektrad over a kdb process (a stand-in)', () => {
  it.each(['two\nlines', '"quotes"', "$(rm -rf '/')", '-5', '--', '', '😀'])('stores %j', async (value) => {
    await start();
    await set('user:/a/b c', value);
    expect((await valueOf('user:/a/b c')) ?? '').toBe(value);
  });

  it('says that a write did not happen when the command hangs, and goes on when it does not', async () => {
    await start({ milliseconds: 2_000 });
    await set('user:/a', 'before');
    kdb.fault('hang set');
    await expect(set('user:/a', 'after')).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('did not end within 2 s'),
    });
    expect(await valueOf('user:/a')).toBe('before');
    kdb.fault(null);
    await set('user:/a', 'after');
    expect(await valueOf('user:/a')).toBe('after');
  });

  it('finds what a killed command had stored', async () => {
    await start();
    kdb.fault('die set');
    expect(await set('user:/a', 'stored')).toEqual({ created: true });
    kdb.fault('die export');
    await expect(valueOf('user:/a')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(left()).toEqual([]);
  });

  it('believes no export that is cut off, and no list without end', async () => {
    await start({ bytes: 100_000 });
    await set('user:/a', 'x'.repeat(1_000));
    kdb.fault('cut export');
    await expect(valueOf('user:/a')).rejects.toMatchObject({ message: expect.stringContaining('not whole') });
    kdb.fault('noise ls');
    const find = elektrad.handlers['kdb.find']({ query: 'a' }, CALL);
    await expect(find).rejects.toMatchObject({ message: expect.stringContaining('printed more than 100000 bytes') });
    expect(left()).toEqual([]);
  });

  it.each(['die import', 'die rm', 'hang rm'])('moves or puts back, whatever happens: %s', async (fault) => {
    await start({ milliseconds: 2_000 });
    for (const path of ['a', 'a/x', 'a/y']) await set(`user:/${path}`, path);
    kdb.fault(fault);
    const outcome = await move().then(
      () => 'moved',
      (error: unknown) => String(error),
    );
    kdb.fault(null);
    const { ls } = await elektrad.handlers['kdb.get']({ preload: 0 }, CALL);
    if (outcome === 'moved') expect(ls).toEqual(['system:/b', 'system:/b/x', 'system:/b/y']);
    // Where even putting back is impossible, the source is whole all the same, and the error names the rest.
    else expect(ls.filter((name) => !outcome.includes(name))).toEqual(['user:/a', 'user:/a/x', 'user:/a/y']);
  });
});

describe.skipIf(!canMount)('the files of an elektrad over kdb on a full disk (needs root)', () => {
  beforeEach(() => {
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory]).status).toBe(0);
  });
  afterEach(() => {
    spawnSync('umount', [directory]);
  });

  it('lose nothing: the write is refused before the command runs, the read says that it is not whole', async () => {
    await start();
    await set('user:/small', 'x'.repeat(20_000));
    await expect(set('user:/large', 'y'.repeat(150_000))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('no space is left'),
    });
    expect(kdb.stored()).not.toContain('user:/large');
    expect((await valueOf('user:/small'))?.length).toBe(20_000);
    writeFileSync(join(directory, 'filler'), 'z'.repeat(60_000));
    await expect(elektrad.handlers['kdb.find']({ query: 'a' }, CALL)).resolves.toEqual(['user:/small']);
    await expect(valueOf('user:/small').then((value) => value?.length)).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('not whole'),
    });
    rmSync(join(directory, 'filler'));
    expect((await valueOf('user:/small'))?.length).toBe(20_000);
    expect(left()).toEqual([]);
  });
});

function mountsAndUnmounts(): boolean {
  const mounted = mkdtempSync(join(tmpdir(), 'kdb-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mounted]).status === 0;
  const isUnmounted = isMounted && spawnSync('umount', [mounted]).status === 0;
  rmSync(mounted, { recursive: true });
  return isUnmounted;
}
